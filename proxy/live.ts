import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import type { CompiledListener, CompiledService, CompiledUpstream, Snapshot } from '#lib/snapshot/snapshot.ts'
import { endpointOf, forgetUnused, type Endpoint } from './balancing/endpoint.ts'
import { policyKey, policyOf } from './balancing/policies.ts'
import type { Policy } from './balancing/policy.ts'
import type { AgentPair } from './http1/agents.ts'
import { fittingListeners } from '#lib/routing/listener-host.ts'
import type { Runtime } from './runtime.ts'
import { loadCertificates, type Certificates } from './tls/certificates.ts'

export type LiveListener = { name: string; hostname: string | null; table: RouteTable }
export type LivePort = { protocol: 'http' | 'https'; listeners: LiveListener[] }
export type LiveService = { service: CompiledService; upstream: CompiledUpstream; endpoints: Endpoint[]; policy: Policy; agents: AgentPair }

/** A snapshot, ready to serve. Immutable: a request keeps the one that it began with. */
export type Live = {
  digest: string
  /** By port number, the proxy's own two included. */
  ports: Map<number, LivePort>
  /** In the snapshot's order. */
  services: LiveService[]
  certificates: Certificates
  routes: Snapshot['routes']
  /** What of the snapshot is not served, a line each. */
  warnings: string[]
}

/** The ports that the process holds from its start. */
export type OwnPorts = { http: number; https: number }

/**
 * Builds the running state of a snapshot beside the one that serves. Runtime state is taken over from `runtime`.
 * @throws {Error} if the snapshot refers to something that is not in it; the caller goes on with the old state
 */
export function buildLive(snapshot: Snapshot, digest: string, own: OwnPorts, runtime: Runtime): Live {
  const services = snapshot.services.map((service) => liveService(service, snapshot, runtime))
  assertServicesExist(snapshot)
  const certificates = loadCertificates(snapshot.certificates, runtime.contexts)
  const warnings = [...certificates.warnings]
  const ports = livePorts(snapshot, own, warnings)
  return { digest, ports, services, certificates, routes: snapshot.routes, warnings }
}

/** Lets go of runtime state that only older snapshots used. To be called once the new state serves. */
export function forgetOld(snapshot: Snapshot, live: Live, runtime: Runtime): void {
  forgetUnused(runtime.endpoints, new Set(live.services.flatMap((service) => service.endpoints.map((endpoint) => endpoint.address))))
  const keys = new Set(snapshot.upstreams.map(policyKey))
  for (const key of runtime.policies.keys()) if (!keys.has(key)) runtime.policies.delete(key)
  runtime.agents.retain(snapshot.services)
}

/** The listeners of a port that a request may belong to. */
export const listenersFor = (port: LivePort | undefined, host: string): LiveListener[] => (port ? fittingListeners(port.listeners, host) : [])

function liveService(service: CompiledService, snapshot: Snapshot, runtime: Runtime): LiveService {
  const upstream = snapshot.upstreams[service.upstream]
  if (!upstream) throw new Error(`Service "${service.name}" refers to upstream ${service.upstream}, which the snapshot does not have`)
  const endpoints = upstream.targets.filter((target) => target.weight > 0).map((target) => endpointOf(target, runtime.endpoints))
  return { service, upstream, endpoints, policy: policyOf(upstream, runtime.policies), agents: runtime.agents.of(service) }
}

function assertServicesExist(snapshot: Snapshot): void {
  for (const { name, action } of snapshot.routes) {
    if (action.kind !== 'forward') continue
    const missing = [action.service, ...(action.canary ? [action.canary.service] : [])].find((service) => !snapshot.services[service])
    if (missing !== undefined) throw new Error(`Route "${name}" refers to service ${missing}, which the snapshot does not have`)
  }
}

function livePorts(snapshot: Snapshot, own: OwnPorts, warnings: string[]): Map<number, LivePort> {
  const ports = new Map<number, LivePort>([
    [own.http, { protocol: 'http', listeners: [] }],
    [own.https, { protocol: 'https', listeners: [] }],
  ])
  for (const listener of snapshot.listeners) {
    const number = listener.port ?? own[listener.protocol]
    const port = ports.get(number) ?? { protocol: listener.protocol, listeners: [] }
    if (port.protocol === listener.protocol) {
      ports.set(number, port)
      port.listeners.push(liveListener(snapshot, listener))
    } else {
      warnings.push(`Listener "${listener.name}" wants ${listener.protocol} on port ${number}, which speaks ${port.protocol}`)
    }
  }
  return ports
}

const liveListener = (snapshot: Snapshot, listener: CompiledListener): LiveListener => ({
  name: listener.name,
  hostname: listener.hostname,
  table: buildRouteTable(snapshot, listener),
})
