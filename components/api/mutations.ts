'use client'
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useClient } from './provider.tsx'
import { keys } from './query-keys.ts'
import type { ApiKind, ApiObject, WriteAnswer } from './types.ts'

const part = encodeURIComponent

/** Everything of a workspace may have changed. Loads under way would bring the old state back, so they go first. */
export async function refreshWorkspace(queryClient: QueryClient, workspace: string): Promise<void> {
  await queryClient.cancelQueries({ queryKey: keys.workspace(workspace) })
  await queryClient.invalidateQueries({ queryKey: keys.workspace(workspace) })
}

/** The write stands although route tests that pass now would fail, or other routes of an Ingress change with it. */
export type Override = { allowBrokenTests?: boolean; allowShared?: boolean }

/** What was allowed, as the API is told. */
export const switches = ({ allowBrokenTests, allowShared }: Override) => ({
  ...(allowBrokenTests ? { allowBrokenTests } : {}),
  ...(allowShared ? { allowShared } : {}),
})

export type SaveInput = {
  /** Absent = create under the name in the object. */
  name?: string
  object: object
  ifMatch?: string
  comment?: string
  dryRun?: boolean
} & Override

/** Creates (POST) or replaces (PUT) an object. */
export function useSave<K extends ApiKind>(kind: K) {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ name, object, ifMatch, comment, dryRun, ...override }: SaveInput) =>
      client.send<WriteAnswer<K>>(name === undefined ? 'POST' : 'PUT', name === undefined ? `/${kind}` : `/${kind}/${part(name)}`, {
        body: object,
        query: { dryRun, ...switches(override) },
        ...(ifMatch === undefined ? {} : { ifMatch }),
        ...(comment === undefined ? {} : { comment }),
      }),
    onSuccess: (_, { dryRun }) => (dryRun ? undefined : refreshWorkspace(queryClient, client.workspace)),
  })
}

/** A merge patch of one object: `{enabled: false}`. */
export function usePatch<K extends ApiKind>(kind: K) {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ name, patch, ifMatch, ...override }: { name: string; patch: object; ifMatch?: string } & Override) =>
      client.send<WriteAnswer<K>>('PATCH', `/${kind}/${part(name)}`, {
        body: patch,
        query: switches(override),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
    onSuccess: () => refreshWorkspace(queryClient, client.workspace),
  })
}

export function useDelete(kind: ApiKind) {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ name, ifMatch, ...override }: { name: string; ifMatch?: string } & Override) =>
      client.send<unknown>('DELETE', `/${kind}/${part(name)}`, {
        query: switches(override),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
    onSuccess: () => refreshWorkspace(queryClient, client.workspace),
  })
}

/** A POST that changes objects: `/canaries/shop-v2/promote`, `/revisions/7/restore`. */
export function useAction<Answer = WriteAnswer<ApiKind>>() {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ path, body, ifMatch, ...override }: { path: string; body?: object; ifMatch?: string } & Override) =>
      client.send<Answer>('POST', path, {
        query: switches(override),
        ...(body ? { body } : {}),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }),
    onSuccess: () => refreshWorkspace(queryClient, client.workspace),
  })
}

/** The fields of an answered object that may be sent back. */
export function withoutServerFields<K extends ApiKind>(object: ApiObject<K>): Record<string, unknown> {
  const { version: _v, createdAt: _c, updatedAt: _u, facts: _f, revision: _r, origin: _o, managedBy: _m, ...input } = object as Record<string, unknown>
  return input
}
