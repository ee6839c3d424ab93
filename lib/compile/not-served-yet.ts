import type { Declared } from '#lib/model/routing-config.ts'
import type { Listener } from '#lib/model/listener.ts'
import type { Route } from '#lib/model/route.ts'
import type { Service } from '#lib/model/service.ts'
import type { Healthchecks, Upstream } from '#lib/model/upstream.ts'
import type { Diagnose } from './diagnose.ts'

/** What the proxy of this version does not honour: fields that differ from their neutral value. */
type Gap = { field: string; what: string }

const HTTP = ['http', 'https']

function healthGaps({ active, passive, threshold }: Healthchecks): Gap[] {
  const gaps: Gap[] = []
  if (active.healthy.interval > 0) gaps.push({ field: 'healthchecks.active.healthy.interval', what: 'active health checks' })
  if (active.unhealthy.interval > 0) gaps.push({ field: 'healthchecks.active.unhealthy.interval', what: 'active health checks' })
  for (const counter of ['httpFailures', 'tcpFailures', 'timeouts'] as const) {
    if (passive.unhealthy[counter] > 0) gaps.push({ field: `healthchecks.passive.unhealthy.${counter}`, what: 'passive health checks' })
  }
  if (passive.healthy.successes > 0) gaps.push({ field: 'healthchecks.passive.healthy.successes', what: 'passive health checks' })
  if (threshold > 0) gaps.push({ field: 'healthchecks.threshold', what: 'the health threshold' })
  return gaps
}

const upstreamGaps = (upstream: Upstream): Gap[] => [
  ...(upstream.algorithm === 'round-robin' ? [] : [{ field: 'algorithm', what: `the algorithm ${upstream.algorithm} (round-robin is used)` }]),
  ...healthGaps(upstream.healthchecks),
]

const serviceGaps = (service: Service): Gap[] =>
  HTTP.includes(service.protocol) ? [] : [{ field: 'protocol', what: `the protocol ${service.protocol}` }]

const routeGaps = (route: Route): Gap[] => [
  ...route.protocols.filter((protocol) => !HTTP.includes(protocol)).map((protocol) => ({ field: 'protocols', what: `the protocol ${protocol}` })),
  ...(route.requestBuffering ? [{ field: 'requestBuffering', what: 'request buffering (bodies are streamed)' }] : []),
  ...(route.responseBuffering ? [{ field: 'responseBuffering', what: 'response buffering (bodies are streamed)' }] : []),
]

const listenerGaps = (listener: Listener): Gap[] =>
  HTTP.includes(listener.protocol) ? [] : [{ field: 'protocol', what: `the protocol ${listener.protocol}` }]

const warn = <T>(gaps: (object: T) => Gap[]) => (declared: Declared<T>, diagnostics: Diagnose): void => {
  for (const { field, what } of gaps(declared.object)) {
    diagnostics.warning(declared.source, 'NOT_SERVED_YET', field, `This version of the proxy does not serve ${what} yet`, { what })
  }
}

export const warnUpstream = warn(upstreamGaps)
export const warnService = warn(serviceGaps)
export const warnRoute = warn(routeGaps)
export const warnListener = warn(listenerGaps)
