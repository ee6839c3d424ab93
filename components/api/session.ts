'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { isApiError } from './error.ts'
import { useClient } from './provider.tsx'
import { keys } from './query-keys.ts'
import type { AuditEntry, Page, Role, SessionAnswer, Token, User } from './types.ts'

/** Who is signed in; null for nobody. */
export function useSession() {
  const client = useClient()
  return useQuery({
    queryKey: keys.session(),
    queryFn: async ({ signal }) => {
      try {
        return await client.get<SessionAnswer>('/session', { signal, gate: false })
      } catch (cause) {
        if (isApiError(cause, 'UNAUTHENTICATED')) return null
        throw cause
      }
    },
    staleTime: 30_000,
  })
}

const RANK: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 }

/** Whether the signed-in user has at least this role; false while that is unknown. */
export function useMay(role: Role): boolean {
  const session = useSession()
  return session.data ? RANK[session.data.user.role] >= RANK[role] : false
}

export function useSignIn() {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: { username: string; password: string }) => client.send<SessionAnswer>('POST', '/session', { body, gate: false }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.session() }),
  })
}

export function useSignOut() {
  const client = useClient()
  return useMutation({
    mutationFn: ({ everywhere }: { everywhere: boolean }) =>
      client.send<void>('DELETE', '/session', { query: { everywhere: everywhere || undefined }, gate: false }),
  })
}

export function useSetupNeeded() {
  const client = useClient()
  return useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => client.get<{ needed: boolean }>('/setup', { signal, gate: false }) })
}

type Account = { users: User; tokens: Token; audit: AuditEntry }

export function useAccounts<W extends keyof Account>(what: W, query: { limit?: number } = {}) {
  const client = useClient()
  return useQuery({
    queryKey: [...keys.accounts(what), query],
    queryFn: ({ signal }) => client.get<Page<Account[W]>>(`/${what}`, { signal, query }),
  })
}

/** A write to users or tokens, then their lists are read again. */
export function useAccountWrite<Answer>(what: 'users' | 'tokens') {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ method, name, body }: { method: 'POST' | 'PATCH' | 'DELETE'; name?: string; body?: object }) =>
      client.send<Answer>(method, name === undefined ? `/${what}` : `/${what}/${encodeURIComponent(name)}`, body ? { body } : {}),
    onSuccess: async () => {
      await queryClient.cancelQueries({ queryKey: keys.accounts(what) })
      await queryClient.invalidateQueries({ queryKey: keys.accounts(what) })
    },
  })
}
