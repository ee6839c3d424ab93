'use client'
import { useClient } from '#components/api/provider.tsx'
import { waitAddress, waitDigest, waitServing, type Serving } from '#components/api/serving.ts'
import type { KubernetesChange } from '#components/api/types.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'

type Written = { revision: number; kubernetes?: readonly KubernetesChange[] | undefined }

/**
 * Follows a write until every proxy serves it, one has failed, or ten seconds are over: by its revision, in a cluster by digests, and
 * where another controller serves, by what that one publishes.
 */
export function useWaitServing(): (written: Written, report: (serving: Serving) => void, signal: AbortSignal) => Promise<Serving> {
  const client = useClient()
  const cluster = useClusterWorkspace()
  return ({ revision, kubernetes }, report, signal) => {
    const wait = { client, report, signal }
    if (!cluster) return waitServing(wait, revision)
    if (cluster.served) return waitDigest(wait)
    return waitAddress(wait, kubernetes?.find(({ ref, action }) => ref.kind === 'Ingress' && action !== 'delete')?.ref)
  }
}
