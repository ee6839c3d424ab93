'use client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'
import { parseSearch } from './parse-search.ts'
import type { ClusterAnswer, ClusterLists, RouteReachAnswer } from './types.ts'

const PAGE = 100
const REFRESH_MS = 15_000

/** A list of what is in the cluster, with further pages as one scrolls. `search`: as typed. */
export function useClusterList<L extends keyof ClusterLists>(list: L, search: string) {
  const client = useClient()
  const query = parseSearch(search)
  return useInfiniteQuery({
    queryKey: keys.part(client.workspace, 'cluster', list, query),
    queryFn: ({ pageParam, signal }) => client.get<ClusterAnswer<ClusterLists[L]>>(`/cluster/${list}`, { signal, query: { ...query, limit: PAGE, cursor: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    // Whoever scrolled down reads; a refresh would ask for all pages again.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? REFRESH_MS : false),
  })
}

/** Whether a route can be reached; asked only where `enabled`. */
export function useRouteReach(route: string, enabled: boolean) {
  const client = useClient()
  return useQuery({
    queryKey: keys.part(client.workspace, 'cluster', 'reach', route),
    queryFn: ({ signal }) => client.get<ClusterAnswer<RouteReachAnswer>>('/cluster/reach', { signal, query: { route } }),
    enabled,
    refetchInterval: REFRESH_MS,
  })
}
