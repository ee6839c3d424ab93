'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useClient } from './provider.tsx'
import { useObject } from './queries.ts'
import { keys } from './query-keys.ts'
import { useMay } from './session.ts'
import type { ApiKind, ApiObject, ClusterState, ConnectionTest } from './types.ts'

type Cluster = Extract<ApiObject<'workspaces'>, { kind: 'kubernetes' }>

/** The settings of the workspace that one is in, as soon as they are known. */
export function useWorkspace(): ApiObject<'workspaces'> | undefined {
  return useObject('workspaces', useClient().workspace).data
}

/** The same, if its objects live in a cluster. */
export function useClusterWorkspace(): Cluster | undefined {
  const data = useWorkspace()
  return data?.kind === 'kubernetes' ? data : undefined
}

/** Whether the workspace is known yet, and its settings if it is a cluster's. */
export function useKnownWorkspace(): { isPending: boolean; cluster: Cluster | undefined } {
  const { data, isPending } = useObject('workspaces', useClient().workspace)
  return { isPending, cluster: data?.kind === 'kubernetes' ? data : undefined }
}

/** What a cluster only shows: it is made of other things, or has no place there. */
const DERIVED: readonly ApiKind[] = ['consumers', 'credentials', 'templates', 'listeners']

/** Why objects of a kind cannot be written: the role, that a cluster has none of its own, or what the account may do there. Undefined when they can. */
export function useReadOnly(kind: ApiKind): string | undefined {
  const t = useTranslations('common.readOnly')
  const mayEdit = useMay(kind === 'workspaces' ? 'admin' : 'editor')
  const cluster = useClusterWorkspace()
  const state = useClusterState(kind === 'workspaces' ? undefined : cluster?.name).data
  if (!cluster || kind === 'workspaces') return mayEdit ? undefined : t('role')
  if (DERIVED.includes(kind)) return t(kind)
  return mayEdit ? (state?.mayWrite?.[kind] ?? undefined) : t('role')
}

/** How the cluster of a workspace is followed, every five seconds; `name` undefined asks nothing. */
export function useClusterState(name: string | undefined) {
  const client = useClient()
  return useQuery({
    queryKey: [...keys.one(client.workspace, 'workspaces', name ?? ''), 'cluster'],
    queryFn: ({ signal }) => client.get<ClusterState>(`/workspaces/${encodeURIComponent(name!)}/cluster`, { signal }),
    enabled: name !== undefined,
    refetchInterval: 5_000,
  })
}

/** No workspace may be called so: it stands for one that is not stored yet. */
const NOT_STORED = '-'

/** Tries a connection, stored or only typed. `name`: the stored workspace of which everything is taken that is not given. */
export function useConnectionTest(name: string | undefined) {
  const client = useClient()
  return useMutation({
    mutationFn: (body: object) => client.send<ConnectionTest>('POST', `/workspaces/${encodeURIComponent(name ?? NOT_STORED)}/test`, { body }),
  })
}
