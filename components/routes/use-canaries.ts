'use client'
import { useMemo } from 'react'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'

/** The active canary of each route. Ended ones stay as records and are left out. */
export function useActiveCanaries(): Map<string, ApiObject<'canaries'>> {
  const items = useList('canaries', { limit: 1000 }).data?.items
  return useMemo(() => new Map(items?.filter((canary) => canary.state === 'active').map((canary) => [canary.route, canary])), [items])
}
