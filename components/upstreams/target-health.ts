'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Healthchecks } from '#lib/model/upstream.ts'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'

export type HealthState = 'up' | 'down'
export type ChangedBy = 'active' | 'passive' | 'operator' | 'config'

/** What one proxy says of a target; `since` null: it was so from the start. */
export type ProxySays = { proxy: string; state: HealthState; by: ChangedBy | null; since: string | null; reason: string }
/** `mixed`: proxies differ. `unknown`: no proxy checks it. */
export type TargetHealth = { address: string; state: HealthState | 'mixed' | 'unknown'; proxies: ProxySays[] }
export type HealthChange = { at: string; proxy: string; address: string; state: HealthState; by: ChangedBy; reason: string }
export type UpstreamHealth = { targets: TargetHealth[]; changes: HealthChange[] }

const POLL_MS = 2_000

const pathOf = (upstream: string) => `/upstreams/${encodeURIComponent(upstream)}/health`

/** What the proxies say of an upstream's targets, every two seconds. */
export function useTargetHealth(upstream: string) {
  const client = useClient()
  return useQuery({
    queryKey: [...keys.one(client.workspace, 'upstreams', upstream), 'health'],
    queryFn: ({ signal }) => client.get<UpstreamHealth>(pathOf(upstream), { signal }),
    refetchInterval: POLL_MS,
    retry: false,
  })
}

/** Takes a target out in all proxies, or lets it in again. It is no revision. */
export function useMarkTarget(upstream: string) {
  const client = useClient()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (mark: { address: string; state: HealthState }) => client.send<unknown>('PUT', pathOf(upstream), { body: mark }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [...keys.one(client.workspace, 'upstreams', upstream), 'health'] }),
  })
}

/** A reason as proxies give it, `connection: ECONNREFUSED`, in its parts. */
export function reasonParts(reason: string): { code: string; detail: string } {
  const [, code = reason, detail = ''] = /^([a-z]+)(?:: (.*))?$/s.exec(reason) ?? []
  return { code, detail }
}

/** Of a target on which proxies agree, or the one that says it is down: what is worth showing of it. */
export const telling = ({ proxies }: TargetHealth): ProxySays | undefined => proxies.find(({ state }) => state === 'down') ?? proxies[0]

/** Targets that take requests, and how many of them no proxy takes for down. */
export function healthyCount(addresses: readonly string[], targets: readonly TargetHealth[]): { healthy: number; of: number } {
  const down = new Set(targets.filter(({ state }) => state === 'down').map(({ address }) => address))
  return { healthy: addresses.filter((address) => !down.has(address)).length, of: addresses.length }
}

/** Whether an upstream's targets are checked at all; where they are not, all count as up. */
export function isChecked({ active, passive }: Healthchecks): boolean {
  const { httpFailures, tcpFailures, timeouts } = passive.unhealthy
  return active.healthy.interval > 0 || active.unhealthy.interval > 0 || httpFailures + tcpFailures + timeouts > 0
}
