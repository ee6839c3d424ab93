import { targetKey, type KnownHealth } from '#lib/link/health.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { ServiceContext } from '../context.ts'
import { matchOf, type Arrival } from './predict.ts'

type Health = NonNullable<Arrival['health']>

/** The upstreams that a request may reach: of both sides, and of the default backend. */
function upstreamsOf(snapshot: Snapshot, arrival: Arrival): CompiledUpstream[] {
  const route = matchOf(snapshot, arrival)?.route
  if (route?.action.kind !== 'forward') return []
  const { service, canary } = route.action
  const others = route.filters.flatMap(({ filter }) => (filter.type === 'defaultBackend' ? [filter.service] : []))
  const services = [service, ...(canary ? [canary.service] : []), ...others]
  return [...new Set(services.map((place) => snapshot.upstreams[snapshot.services[place]!.upstream]!))]
}

/** A target counts as down where all proxies say so. */
function stateOf({ proxies }: KnownHealth): [string, 'up' | 'down'][] {
  const told = Map.groupBy(proxies.flatMap(({ targets }) => targets), targetKey)
  return [...told].map(([key, targets]) => [key, targets.every(({ state }) => state === 'down') ? 'down' : 'up'])
}

const NOTHING: [string, 'up' | 'down'][] = []

/** What proxies say of the targets that a request may reach; nothing of those of which no controller tells. */
export async function healthFor({ controller }: Pick<ServiceContext, 'controller'>, snapshot: Snapshot, arrival: Arrival): Promise<Health> {
  const known = upstreamsOf(snapshot, arrival).map(({ workspace, name }) => controller.health(workspace, name).then(stateOf, () => NOTHING))
  return new Map((await Promise.all(known)).flat())
}
