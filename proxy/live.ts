import { consumerIndexes, type ConsumerIndex } from '#lib/routing/filters/credentials.ts'
import { finish, type Slices } from '#lib/routing/slices.ts'
import type { CompiledFilter } from '#lib/snapshot/filters.ts'
import { retargeted, routeTableSlices, type RouteTable } from '#lib/routing/table.ts'
import type { CompiledListener, CompiledRoute, CompiledService, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { endpointOf, forgetUnused, type Reached } from './balancing/endpoint.ts'
import type { Balancer } from './balancing/balancer.ts'
import { upstreamKey } from './upstream-key.ts'
import { INVALID_PLAN, planOf, type FilterPlan, type PlanParts } from './filters/plan.ts'
import type { UpstreamHealth } from './health/upstream-health.ts'
import type { Slot } from './counters.ts'
import { retryBudgetOf, retryKey, type RetryBudget } from './upstream/retry-budget.ts'
import { fittingListeners } from '#lib/routing/listener-host.ts'
import type { Runtime } from './runtime.ts'
import { certificateSlices, type Certificates } from './tls/certificates.ts'

export type LiveListener = { name: string; hostname: string | null; table: RouteTable }
/** `takesAnyHost`: none of its listeners has a hostname, so that all may take any request. */
export type LivePort = { protocol: 'http' | 'https'; listeners: LiveListener[]; takesAnyHost: boolean }
export type LiveService = {
  service: CompiledService
  upstream: CompiledUpstream
  /** By their places in the upstream. */
  endpoints: Reached[]
  balancer: Balancer
  health: UpstreamHealth
  retries: RetryBudget
  /** Where requests are counted: by route, side and address. Filled as they come. */
  slots: Map<CompiledRoute, Record<'stable' | 'canary', Map<string, Slot>>>
}

/** A snapshot, ready to serve. Immutable: a request keeps the one that it began with. */
export type Live = {
  digest: string
  /** By port number, the proxy's own two included. */
  ports: Map<number, LivePort>
  /** In the snapshot's order. */
  services: LiveService[]
  certificates: Certificates
  routes: Snapshot['routes']
  /** Of every route with filters. */
  plans: ReadonlyMap<CompiledRoute, FilterPlan>
  /** By workspace. */
  consumers: Consumers
  /** What of the snapshot is not served, a line each. */
  warnings: string[]
}

/** The ports that the process holds from its start. */
export type OwnPorts = { http: number; https: number }

/** So many things are looked at between two pauses. */
const TURN = 256

/**
 * Builds the running state of a snapshot beside the one that serves, a little at a time. Runtime state is taken over from
 * `runtime`, and from the state before what no change has touched.
 * @throws {Error} if the snapshot refers to something that is not in it; the caller goes on with the old state
 */
export function* liveSlices(snapshot: Snapshot, digest: string, own: OwnPorts, runtime: Runtime, before: Live | null): Slices<Live> {
  const services = yield* liveServices(snapshot, runtime, before)
  yield* assertServicesExist(snapshot)
  const certificates = yield* certificateSlices(snapshot.certificates, runtime.identities)
  yield
  const warnings = [...certificates.warnings]
  const ports = yield* livePorts(snapshot, own, warnings, before)
  const consumers = liveConsumers(snapshot, before)
  yield
  const plans = yield* livePlans(snapshot, consumers, runtime, warnings, before)
  return { digest, ports, services, certificates, routes: snapshot.routes, plans, consumers, warnings }
}

/** All of it at once. @throws {Error} as `liveSlices` */
export const buildLive = (snapshot: Snapshot, digest: string, own: OwnPorts, runtime: Runtime): Live =>
  finish(liveSlices(snapshot, digest, own, runtime, null))

/**
 * Lets go of runtime state that only older snapshots used. To be called once the new state serves.
 * @returns the hosts of all targets
 */
export function* forgetSlices(live: Live, runtime: Runtime): Slices<ReadonlySet<string>> {
  const used = { addresses: new Set<string>(), pools: new Set<string>(), upstreams: new Set<string>(), retries: new Set<string>(), hosts: new Set<string>() }
  const routes = new Set(live.routes)
  for (const [index, { service, upstream, endpoints, slots }] of live.services.entries()) {
    used.upstreams.add(upstreamKey(upstream))
    used.retries.add(retryKey(service))
    for (const endpoint of endpoints) {
      used.addresses.add(endpoint.address)
      used.hosts.add(endpoint.host)
      used.pools.add(poolKey(service, endpoint))
    }
    for (const route of slots.keys()) if (!routes.has(route)) slots.delete(route)
    if (index % TURN === 0) yield
  }
  forgetUnused(runtime.endpoints, used.addresses)
  yield
  runtime.pools.retain(used.pools)
  yield
  runtime.balancers.retain(used.upstreams)
  for (const key of runtime.retries.keys()) if (!used.retries.has(key)) runtime.retries.delete(key)
  return used.hosts
}

/** The listeners of a port that a request may belong to. */
export function listenersFor(port: LivePort | undefined, host: string): readonly LiveListener[] {
  if (port === undefined) return []
  return port.takesAnyHost ? port.listeners : fittingListeners(port.listeners, host)
}

function liveService(service: CompiledService, snapshot: Snapshot, runtime: Runtime): LiveService {
  const upstream = snapshot.upstreams[service.upstream]
  if (!upstream) throw new Error(`Service "${service.name}" refers to upstream ${service.upstream}, which the snapshot does not have`)
  const endpoints = upstream.targets.map((target, place): Reached => {
    const serverName = upstream.hostHeader?.replace(/:\d+$/, '') ?? target.host
    const endpoint = { ...endpointOf(target, runtime.endpoints), place, serverName }
    return { ...endpoint, pools: runtime.pools.of(poolKey(service, endpoint)) }
  })
  const health = healthOf(upstream, runtime)
  const balancer = runtime.balancers.of(upstream, health)
  return { service, upstream, endpoints, balancer, health, retries: retryBudgetOf(service, runtime.retries), slots: new Map() }
}

/** One for each upstream, whichever services go there: what chooses by it is made anew when it is another one. */
function healthOf(upstream: CompiledUpstream, { health, healths }: Runtime): UpstreamHealth {
  let known = healths.get(upstream)
  if (!known) healths.set(upstream, (known = health.of(upstream)))
  return known
}

/** Services with equal TLS settings share the connections to a target. */
const poolKey = ({ protocol, tls }: CompiledService, { address, serverName }: Pick<Reached, 'address' | 'serverName'>): string =>
  protocol === 'https' ? `${address} ${serverName} ${JSON.stringify(tls)}` : address

/** A service stays the same object as long as it and its upstream do. */
function* liveServices(snapshot: Snapshot, runtime: Runtime, before: Live | null): Slices<LiveService[]> {
  const known = new Map(before?.services.map((live) => [live.service, live]))
  const services: LiveService[] = []
  for (const service of snapshot.services) {
    const live = known.get(service)
    services.push(live && live.upstream === snapshot.upstreams[service.upstream] ? live : liveService(service, snapshot, runtime))
    if (services.length % TURN === 0) yield
  }
  return services
}

function* assertServicesExist(snapshot: Snapshot): Slices<void> {
  for (const [index, { name, action, filters }] of snapshot.routes.entries()) {
    if (index % TURN === 0) yield
    const named = [...(action.kind === 'forward' ? [action.service, ...(action.canary ? [action.canary.service] : [])] : []), ...filters.flatMap(servicesOf)]
    const missing = named.find((service) => !snapshot.services[service])
    if (missing !== undefined) throw new Error(`Route "${name}" refers to service ${missing}, which the snapshot does not have`)
  }
}

function servicesOf({ filter }: CompiledFilter): number[] {
  if (filter.type === 'mirror' || filter.type === 'defaultBackend') return [filter.service]
  return filter.type === 'errorPages' && filter.page.kind === 'service' ? [filter.page.service] : []
}

type Consumers = { list: Snapshot['consumers']; byWorkspace: ReadonlyMap<string, ConsumerIndex> }

function liveConsumers({ consumers }: Snapshot, before: Live | null): Consumers {
  const known = before?.consumers
  const isSame = known?.list.length === consumers.length && consumers.every((consumer, index) => consumer === known.list[index])
  return isSame ? known : { list: consumers, byWorkspace: consumerIndexes(consumers) }
}

/** A plan stays the same as long as its route and the consumers do: what a filter remembers of auth servers stays with it. */
function* livePlans(
  { routes }: Snapshot, consumers: Consumers, { buckets, log }: Runtime, warnings: string[], before: Live | null,
): Slices<Live['plans']> {
  const known = before?.consumers === consumers ? before.plans : null
  const plans = new Map<CompiledRoute, FilterPlan>()
  for (const [index, route] of routes.entries()) {
    if (index % TURN === 0) yield
    if (route.filters.length === 0) continue
    const parts = { buckets, log, consumers: consumers.byWorkspace.get(route.workspace) ?? null }
    const kept = known?.get(route)
    plans.set(route, kept === undefined || kept === INVALID_PLAN ? planOrNone(route, parts, warnings) : kept)
  }
  return plans
}

/** One route must not keep all others from being served. */
function planOrNone(route: CompiledRoute, parts: PlanParts, warnings: string[]): FilterPlan {
  try {
    return planOf(route, parts)
  } catch (error) {
    const reason = (error as Error).message
    warnings.push(`Route "${route.name}" of the workspace "${route.workspace}" answers 500, its filters cannot be made: ${reason}`)
    return INVALID_PLAN
  }
}

const newPort = (protocol: LivePort['protocol']): LivePort => ({ protocol, listeners: [], takesAnyHost: true })

function* livePorts(snapshot: Snapshot, own: OwnPorts, warnings: string[], before: Live | null): Slices<Map<number, LivePort>> {
  const old = [...(before?.ports.values() ?? [])].flatMap(({ listeners }) => listeners)
  const tables = new Map(old.map(({ name, table }) => [name, table]))
  const ports = new Map([[own.http, newPort('http')], [own.https, newPort('https')]])
  for (const listener of snapshot.listeners) {
    const number = listener.port ?? own[listener.protocol]
    const port = ports.get(number) ?? newPort(listener.protocol)
    if (port.protocol === listener.protocol) {
      ports.set(number, port)
      port.listeners.push(yield* liveListener(snapshot, listener, tables.get(listener.name)))
      port.takesAnyHost &&= listener.hostname === null
    } else {
      warnings.push(`Listener "${listener.name}" wants ${listener.protocol} on port ${number}, which speaks ${port.protocol}`)
    }
  }
  return ports
}

function* liveListener(snapshot: Snapshot, listener: CompiledListener, before: RouteTable | undefined): Slices<LiveListener> {
  const table = (before && (yield* retargeted(before, snapshot, listener))) ?? (yield* routeTableSlices(snapshot, listener))
  return { name: listener.name, hostname: listener.hostname, table }
}
