'use client'
import { useRevisions, useStatus } from '#components/api/queries.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'

/** The number of the newest revision. In a cluster the status counts what the controller saw, so that the history itself says it. */
export function useHead(): number | undefined {
  const inCluster = useClusterWorkspace() !== undefined
  const status = useStatus().data
  const newest = useRevisions({ limit: 1 }, { enabled: inCluster }).data?.pages[0]?.items[0]?.number
  return inCluster ? newest : status?.revision
}
