'use client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { useClient } from './provider.tsx'
import { keys } from './query-keys.ts'
import type { ApiKind, ApiObject, Page, Related, Revision, Status } from './types.ts'

export type ListQuery = { q?: string; sort?: string }

const part = encodeURIComponent
const PAGE = 200

/** A list that loads further pages as one scrolls. */
export function useObjectPages<K extends ApiKind>(kind: K, { q, sort }: ListQuery) {
  const client = useClient()
  return useInfiniteQuery({
    queryKey: keys.list(client.workspace, kind, { q, sort, pages: true }),
    queryFn: ({ pageParam, signal }) =>
      client.get<Page<ApiObject<K>>>(`/${kind}`, { signal, query: { q, sort, limit: PAGE, cursor: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** The first objects of a kind, for choices and counts. */
export function useList<K extends ApiKind>(kind: K, query: ListQuery & { limit?: number } = {}, options: { enabled?: boolean } = {}) {
  const client = useClient()
  return useQuery({
    queryKey: keys.list(client.workspace, kind, query),
    queryFn: ({ signal }) => client.get<Page<ApiObject<K>>>(`/${kind}`, { signal, query }),
    placeholderData: keepPreviousData,
    ...options,
  })
}

/** One object; `name` undefined loads nothing. */
export function useObject<K extends ApiKind>(kind: K, name: string | undefined) {
  const client = useClient()
  return useQuery({
    queryKey: keys.one(client.workspace, kind, name ?? ''),
    queryFn: ({ signal }) => client.get<ApiObject<K>>(`/${kind}/${part(name!)}`, { signal }),
    enabled: name !== undefined,
  })
}

/** What an object names, and what names it. */
export function useRelated(kind: ApiKind, name: string) {
  const client = useClient()
  return useQuery({
    queryKey: [...keys.one(client.workspace, kind, name), 'related'],
    queryFn: ({ signal }) => client.get<Related>(`/${kind}/${part(name)}/related`, { signal }),
  })
}

/** Head revision and what each proxy serves, every three seconds. */
export function useStatus() {
  const client = useClient()
  return useQuery({
    queryKey: keys.part(client.workspace, 'status'),
    queryFn: ({ signal }) => client.get<Status>('/status', { signal }),
    refetchInterval: 3_000,
  })
}

export function useDiagnostics() {
  const client = useClient()
  return useQuery({
    queryKey: keys.part(client.workspace, 'diagnostics'),
    queryFn: ({ signal }) => client.get<{ items: Diagnostic[]; revision: number }>('/diagnostics', { signal }),
    refetchInterval: 15_000,
  })
}

/** Newest first; of one kind or one object if asked. */
export function useRevisions(query: { kind?: string; name?: string; limit?: number } = {}, options: { enabled?: boolean } = {}) {
  const client = useClient()
  return useInfiniteQuery({
    queryKey: keys.part(client.workspace, 'revisions', query),
    queryFn: ({ pageParam, signal }) =>
      client.get<Page<Revision>>('/revisions', { signal, query: { limit: 50, ...query, cursor: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    ...options,
  })
}
