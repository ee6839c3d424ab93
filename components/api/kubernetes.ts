'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { isApiError } from './error.ts'
import { refreshWorkspace } from './mutations.ts'
import { useClient } from './provider.tsx'
import { keys } from './query-keys.ts'
import type { ApiKind, ClusterNamespace, KubernetesChange, Shared } from './types.ts'
import { useClusterWorkspace } from './workspace.ts'

export type ObjectId = { kind: ApiKind; name: string }

/** The namespaces of the cluster that one is in, with the Ingresses of its class. */
export function useNamespaces() {
  const client = useClient()
  const inCluster = useClusterWorkspace() !== undefined
  return useQuery({
    queryKey: keys.part(client.workspace, 'namespaces'),
    queryFn: ({ signal }) => client.get<{ items: ClusterNamespace[] }>('/kubernetes/namespaces', { signal }),
    enabled: inCluster,
    staleTime: 10_000,
  })
}

/** The Kubernetes objects that these were read from, as YAML. */
export function useManifests(objects: readonly ObjectId[], version?: string) {
  const client = useClient()
  return useQuery({
    queryKey: keys.part(client.workspace, 'manifests', objects, version),
    queryFn: ({ signal }) => client.send<{ yaml: string }>('POST', '/kubernetes/export', { body: { objects }, signal }),
    enabled: objects.length > 0,
  })
}

type Adopted = { revision: number | null; kubernetes: KubernetesChange[] }

/** What adopting these would change; nothing is written. */
export function useAdoption(objects: readonly ObjectId[]) {
  const client = useClient()
  return useQuery({
    queryKey: keys.part(client.workspace, 'adoption', objects),
    queryFn: ({ signal }) => client.send<Adopted>('POST', '/kubernetes/adopt', { body: { objects, dryRun: true }, signal }),
    enabled: objects.length > 0,
    // What one agrees to is what one sees: it does not change on its own.
    staleTime: Infinity,
    gcTime: 0,
  })
}

export function useAdopt() {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: { objects: readonly ObjectId[]; comment?: string }) => client.send<Adopted>('POST', '/kubernetes/adopt', { body }),
    onSuccess: () => refreshWorkspace(queryClient, client.workspace),
  })
}

/** The routes that a refused write would have changed, too; undefined when it was refused for something else. */
export function sharedBy(cause: unknown): Shared | undefined {
  if (!isApiError(cause, 'INVALID')) return undefined
  const shared = cause.details.shared as Partial<Shared> | undefined
  return typeof shared?.ingress === 'string' && Array.isArray(shared.routes) ? { ingress: shared.ingress, routes: shared.routes } : undefined
}
