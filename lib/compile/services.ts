import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Service, ServiceProtocol } from '#lib/model/service.ts'
import { Healthchecks, type Upstream } from '#lib/model/upstream.ts'
import type { AnswerCode, CompiledCertificate, CompiledService } from '#lib/snapshot/snapshot.ts'
import type { CompiledUpstream, HashSource } from '#lib/snapshot/upstream.ts'
import type { Diagnose } from './diagnose.ts'
import { warnService } from './not-served-yet.ts'

/** Where a service stands in the snapshot, or why requests for it are answered by the proxy itself. */
export type ServiceOutcome = { index: number; protocol: ServiceProtocol; hasTargets: boolean } | { code: AnswerCode; status: number; message: string }

export type CompiledServices = { upstreams: CompiledUpstream[]; services: CompiledService[]; outcomes: Map<string, ServiceOutcome> }

const WITH_TLS: ServiceProtocol[] = ['https', 'grpcs', 'tls']

/** One of an upstream's two choices of what to hash. */
function hashSource(upstream: Upstream, on: Upstream['hashOn'], names: { header?: string; arg?: string; capture?: string }): HashSource[] {
  switch (on) {
    case 'none':
      return []
    case 'consumer':
    case 'ip':
    case 'path':
      return [{ from: on }]
    case 'header':
      return [{ from: on, name: names.header! }]
    case 'query_arg':
      return [{ from: on, name: names.arg! }]
    case 'uri_capture':
      return [{ from: on, name: names.capture! }]
    case 'cookie':
      return [{ from: on, name: upstream.hashOnCookie!, path: upstream.hashOnCookiePath }]
  }
}

function hashSources(upstream: Upstream): HashSource[] {
  const { hashOn, hashOnHeader, hashOnQueryArg, hashOnUriCapture, hashFallback, hashFallbackHeader, hashFallbackQueryArg, hashFallbackUriCapture } = upstream
  if (upstream.algorithm !== 'consistent-hashing') return []
  return [
    ...hashSource(upstream, hashOn, { header: hashOnHeader!, arg: hashOnQueryArg!, capture: hashOnUriCapture! }),
    ...hashSource(upstream, hashFallback, { header: hashFallbackHeader!, arg: hashFallbackQueryArg!, capture: hashFallbackUriCapture! }),
  ]
}

/**
 * Nothing is checked unless an interval or a counter says so (Kong). What was stored under older rules may be refused by now: proxies
 * would refuse the whole snapshot for it.
 */
function checksOf({ object: { healthchecks }, source }: Declared<Upstream>, diagnostics: Diagnose): CompiledUpstream['healthchecks'] {
  const { active, passive, threshold } = healthchecks
  const numbers = [
    active.healthy.interval, active.unhealthy.interval, passive.healthy.successes,
    passive.unhealthy.httpFailures, passive.unhealthy.tcpFailures, passive.unhealthy.timeouts, threshold,
  ]
  if (numbers.every((number) => number === 0)) return null
  const refused = Healthchecks.safeParse(healthchecks).error?.issues[0]
  if (!refused) return healthchecks
  const field = ['healthchecks', ...refused.path].join('.')
  diagnostics.error(source, 'NOT_COMPILED', field, `The health checks are left out: ${refused.message}`, { reason: refused.message })
  return null
}

function compileUpstream(declared: Declared<Upstream>, diagnostics: Diagnose): CompiledUpstream {
  const { object, source } = declared
  const targets = object.targets.filter((target) => target.enabled).map(({ host, port, weight }) => ({ host, port, weight }))
  if (!targets.some((target) => target.weight > 0)) {
    diagnostics.warning(source, 'NO_TARGETS', 'targets', 'No enabled target has a weight: requests get 503', { name: object.name })
  }
  const { name, algorithm, slots, slowStartMs, hostHeader = null } = object
  return { workspace: source.workspace, name, algorithm, hash: hashSources(object), slots, slowStartMs, hostHeader, healthchecks: checksOf(declared, diagnostics), targets }
}

/** The pool of a service that names a host instead of an upstream. */
function impliedUpstream(workspace: string, service: Service, host: string): CompiledUpstream {
  const port = service.port ?? (WITH_TLS.includes(service.protocol) ? 443 : 80)
  const targets = [{ host, port, weight: 100 }]
  return { workspace, name: `${host}:${port}`, algorithm: 'round-robin', hash: [], slots: 10_000, slowStartMs: 0, hostHeader: null, healthchecks: null, targets }
}

type Places = { upstreams: Map<string, number>; certificates: Map<string, CompiledCertificate> }

function unserved(declared: Declared<Service>, places: Places, diagnostics: Diagnose): Exclude<ServiceOutcome, { index: number }> | null {
  const { object, source } = declared
  if (!object.enabled) return { code: 'SERVICE_DISABLED', status: 503, message: 'The service is disabled' }
  const dangling = (field: 'upstream' | 'clientCertificate', name: string) => {
    diagnostics.error(source, 'DANGLING_REFERENCE', field, `There is no such object: "${name}"; its routes answer 500`, { name })
    return { code: 'INVALID_ROUTE' as const, status: 500, message: 'The service of this route is not valid' }
  }
  if (object.upstream !== undefined && !places.upstreams.has(object.upstream)) return dangling('upstream', object.upstream)
  if (object.clientCertificate !== undefined && !places.certificates.has(object.clientCertificate)) {
    return dangling('clientCertificate', object.clientCertificate)
  }
  return null
}

function compileTls(service: Service, certificates: Places['certificates']): CompiledService['tls'] {
  if (!WITH_TLS.includes(service.protocol)) return null
  const client = service.clientCertificate === undefined ? undefined : certificates.get(service.clientCertificate)
  return { verify: service.tlsVerify ?? true, ca: service.caCertificates ?? null, client: client ? { cert: client.cert, key: client.key } : null }
}

/**
 * Upstreams and services of one workspace, in the order of their names.
 * @param offsets how many upstreams and services the snapshot has already
 */
export function compileServices(
  config: RoutingConfig,
  certificates: CompiledCertificate[],
  offsets: { upstreams: number; services: number },
  diagnostics: Diagnose,
): CompiledServices {
  const upstreams: CompiledUpstream[] = []
  const services: CompiledService[] = []
  const outcomes = new Map<string, ServiceOutcome>()
  const places: Places = { upstreams: new Map(), certificates: new Map(certificates.map((certificate) => [certificate.name, certificate])) }
  const add = (upstream: CompiledUpstream) => offsets.upstreams + upstreams.push(upstream) - 1
  const impliedPlaces = new Map<string, number>()
  /** Services of one host and port go to one upstream: what is known of its target belongs to both. */
  const implied = (upstream: CompiledUpstream) => {
    let place = impliedPlaces.get(upstream.name)
    if (place === undefined) impliedPlaces.set(upstream.name, (place = add(upstream)))
    return place
  }
  for (const declared of config.upstreams) {
    places.upstreams.set(declared.object.name, add(compileUpstream(declared, diagnostics)))
  }
  for (const declared of config.services) {
    const { object } = declared
    warnService(declared, diagnostics)
    const reason = unserved(declared, places, diagnostics)
    if (reason) {
      outcomes.set(object.name, reason)
      continue
    }
    const upstream = object.upstream === undefined ? implied(impliedUpstream(config.workspace, object, object.host!)) : places.upstreams.get(object.upstream)!
    const { name, protocol, retries, connectTimeoutMs, readTimeoutMs, writeTimeoutMs } = object
    const tls = compileTls(object, places.certificates)
    const path = object.path ?? null
    services.push({ workspace: config.workspace, name, protocol, upstream, path, retries, connectTimeoutMs, readTimeoutMs, writeTimeoutMs, tls })
    const hasTargets = upstreams[upstream - offsets.upstreams]!.targets.some(({ weight }) => weight > 0)
    outcomes.set(name, { index: offsets.services + services.length - 1, protocol, hasTargets })
  }
  return { upstreams, services, outcomes }
}
