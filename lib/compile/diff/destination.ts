import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import type { Match } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import type { CompiledCanary, CompiledRoute, Snapshot } from '#lib/snapshot/snapshot.ts'
import { generalText } from '../witness.ts'
import { filterAnswer, filterFacts, type FilterFacts } from './filter-words.ts'

/**
 * Where a request goes. `full`: everything that counts, the route's name does not. `text`: short, for people; `detail`: with
 * what the target sees; `filters`: what happens on the way. `kind`: the same for all requests that go there in the same way,
 * whatever their path.
 */
export type Destination = { full: string; text: string; detail: string; filters: FilterFacts[]; kind: string; isLost: boolean }

export const answer = (text: string, isLost: boolean, kind = text): Destination => ({ full: text, text, detail: text, filters: [], kind, isLost })

export const UNROUTED = answer('404 no route', true)
export const NO_LISTENER = answer('no listener', true)

/** Only for the comparison; the real port is the proxy's. */
const HTTPS_PORT = 443
const MOST_TARGETS = 3

/** What a route does with all of its requests, without what depends on the path. `key`: of its filters. */
type Outlet = Omit<Destination, 'kind'> & { key: string; isAsked: boolean }

function targetsText(snapshot: Snapshot, service: number, most: number): string {
  const { name, protocol, upstream } = snapshot.services[service]!
  const targets = snapshot.upstreams[upstream]!.targets.filter(({ weight }) => weight > 0)
  const even = targets.every(({ weight }) => weight === targets[0]?.weight)
  const list = targets.slice(0, most).map(({ host, port, weight }) => (even ? `${host}:${port}` : `${host}:${port} (${weight})`))
  const more = targets.length > most ? ` and ${targets.length - most} more` : ''
  return targets.length === 0 ? `${name} → 503 no target` : `${name} → ${protocol}://${list.join(', ')}${more}`
}

function hostNote(snapshot: Snapshot, service: number, { preserveHost }: CompiledRoute): string {
  const { hostHeader } = snapshot.upstreams[snapshot.services[service]!.upstream]!
  return hostHeader !== null ? `Host ${hostHeader}` : preserveHost ? 'the client’s Host' : 'the target’s Host'
}

function canaryRules({ weight, header, cookie }: CompiledCanary, isFull: boolean): string {
  const value = header && header.mode !== 'alwaysNever' && isFull ? ` ${header.mode} ${header.value}` : ''
  return [`${weight / 100} %`, header ? `header ${header.name}${value}` : '', cookie ? `cookie ${cookie}` : ''].filter(Boolean).join(', ')
}

function sideText(snapshot: Snapshot, service: number, route: CompiledRoute, isFull: boolean): string {
  if (!isFull) return targetsText(snapshot, service, MOST_TARGETS)
  return `${targetsText(snapshot, service, Number.POSITIVE_INFINITY)} with ${hostNote(snapshot, service, route)}`
}

function outletOf(snapshot: Snapshot, route: CompiledRoute): Outlet {
  const { action } = route
  const filters = filterFacts(snapshot, route)
  const key = filters.length === 0 ? '' : JSON.stringify(filters)
  const make = (text: string, isLost: boolean, detail = text, isAsked = false): Outlet => ({ full: detail + key, text, detail, filters, key, isLost, isAsked })
  const answered = filterAnswer(route)
  if (answered) return make(answered.text, answered.isLost)
  if (action.kind === 'respond') return make(`${action.status} ${action.message}`, action.status >= 500)
  const { service, canary } = action
  const write = (isFull: boolean) => {
    const stable = sideText(snapshot, service, route, isFull)
    return canary ? `${stable}; canary ${canaryRules(canary, isFull)}: ${sideText(snapshot, canary.service, route, isFull)}` : stable
  }
  const isLost = snapshot.upstreams[snapshot.services[service]!.upstream]!.targets.every(({ weight }) => weight === 0)
  return make(write(false), isLost, write(true), true)
}

/** What a route does with its requests, each route asked once. */
export function outlets(snapshot: Snapshot): (route: CompiledRoute) => Outlet {
  const known = new Map<CompiledRoute, Outlet>()
  return (route) => {
    let outlet = known.get(route)
    if (!outlet) known.set(route, (outlet = outletOf(snapshot, route)))
    return outlet
  }
}

/** Both sides of a canary have the same path only if their services have. */
function askedPaths(snapshot: Snapshot, match: Match): string[] {
  const { action } = match.route
  if (action.kind === 'respond') return []
  const services = action.canary ? [action.service, action.canary.service] : [action.service]
  return [...new Set(services.map((service) => upstreamTarget(match, snapshot.services[service]!).target))]
}

/** Where a matched request goes. */
export function destinationOf(
  snapshot: Snapshot,
  match: Match,
  request: RoutingRequest,
  outlet: (route: CompiledRoute) => Outlet,
): Destination {
  const redirect = httpsRedirect(match.route, request, HTTPS_PORT)
  if (redirect?.location === null) return answer(`${redirect.status} https required`, false)
  if (redirect) {
    const full = `${redirect.status} → ${redirect.location}`
    return { ...answer(generalText(full), false, `${redirect.status} →`), full, detail: full }
  }
  const { full, text, detail, filters, key, isLost, isAsked } = outlet(match.route)
  const asked = isAsked ? askedPaths(snapshot, match) : []
  const isRewritten = asked.some((target) => target !== request.target)
  const as = isRewritten ? ` as ${asked.join(' or ')}` : ''
  return { full: full + as, text: text + generalText(as), detail: detail + as, filters, kind: text + key + (isRewritten ? ' as' : ''), isLost }
}
