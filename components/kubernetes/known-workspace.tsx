'use client'
import type { ReactNode } from 'react'
import type { ApiCluster } from '#components/api/types.ts'
import { useKnownWorkspace } from '#components/api/workspace.ts'
import { FormSkeleton } from '#components/form/object-form.tsx'

/** A form begins with other values in a cluster, so it waits until it is known where its object will live. */
export function KnownWorkspace({ children }: { children: (cluster: ApiCluster | null) => ReactNode }) {
  const { isPending, cluster } = useKnownWorkspace()
  return isPending ? <FormSkeleton /> : children(cluster ?? null)
}
