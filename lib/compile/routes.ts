import type { Canary } from '#lib/model/canary.ts'
import { ANSWERING } from '#lib/model/filter.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import { Peer, type Route, type RouteProtocol } from '#lib/model/route.ts'
import type { Action, CompiledCanary, CompiledRewrite, CompiledRoute, NamedMatch, ValueMatch } from '#lib/snapshot/snapshot.ts'
import { compileFilters, filterScene, hasNamedFilters, type FilterScene, type RouteFilters } from './filters.ts'
import { guarded } from './diagnose.ts'
import type { Making } from './listeners.ts'
import { warnRoute } from './not-served-yet.ts'
import { refuse } from './refuse.ts'
import type { ServiceOutcome } from './services.ts'

/** What the routes of one workspace are compiled with. */
type Scene = { config: RoutingConfig; outcomes: Map<string, ServiceOutcome>; making: Making; naming: FilterScene }

/** Kong's form: a value that starts with `~*` is a regular expression, searched in the lower-cased value. */
function toValueMatch(value: string, isPattern: boolean): ValueMatch {
  return isPattern ? { kind: 'regex', value: value.slice(2), caseInsensitive: true } : { kind: 'exact', value }
}

const NO_MATCHES: { matches: NamedMatch[]; isRefused: boolean } = { matches: [], isRefused: false }

/** The named values of a route in the order of names. `isRefused`: a pattern among them does not compile, and was left out. */
function toNamedMatches(field: 'headers' | 'query', declared: Declared<Route>, { config, making }: Scene): { matches: NamedMatch[]; isRefused: boolean } {
  const names = Object.keys(declared.object[field])
  if (names.length === 0) return NO_MATCHES
  let isRefused = false
  const matches = names.sort().flatMap((name): NamedMatch[] => {
    const list = declared.object[field][name]!
    // In Kong only a single value may be a pattern.
    const mayBePattern = config.dialect !== 'kong' || list.length === 1
    const any = list.map((value) => toValueMatch(value, mayBePattern && value.startsWith('~*')))
    for (const value of any) {
      const reason = value.kind === 'regex' ? making.memo.patterns.check(value.value, true, 'search').refusal : null
      if (reason === null) continue
      isRefused = true
      refuse(declared, { field: `${field}.${name}`, pattern: value.value, reason }, making)
      return []
    }
    return [{ name, any }]
  })
  return { matches, isRefused }
}

function compileRewrite(declared: Declared<Route>, { rewrite }: RouteFilters, { config, making, naming }: Scene): CompiledRewrite | 'refused' | null {
  const { rewriteTarget, paths } = declared.object
  if (rewriteTarget !== undefined) {
    // ingress-nginx: a target that is the path itself rewrites nothing.
    const isItself = config.dialect === 'nginx' && paths.length > 0 && paths.every((path) => path.value === rewriteTarget)
    return isItself ? null : { kind: 'captures', target: rewriteTarget }
  }
  if (!rewrite) return null
  const { filter, template, place } = rewrite
  if (filter.mode !== 'regex') return { kind: filter.mode, value: filter.value }
  const { refusal } = making.memo.patterns.check(filter.pattern, false, 'search')
  if (refusal !== null) {
    const at = template === null ? declared : naming.templates.get(template)!
    refuse(at, { field: `filters.${place}.pattern`, pattern: filter.pattern, reason: refusal }, making)
    return 'refused'
  }
  return { kind: 'replace', pattern: filter.pattern, replacement: filter.replacement, withQuery: config.dialect === 'pipy' }
}

function compileCanary(declared: Declared<Canary>, { config, outcomes, making }: Scene): CompiledCanary | null {
  const { object, source } = declared
  const { diagnostics, memo } = making
  const service = outcomes.get(object.service)
  if (!service || !('index' in service)) {
    const message = service ? `The canary service "${object.service}" is not served: ${service.message}` : `There is no service "${object.service}"`
    diagnostics.error(source, 'DANGLING_REFERENCE', 'service', `${message}; all requests go to the stable side`, { name: object.service })
    return null
  }
  if (!service.hasTargets) {
    const message = `The canary service "${object.service}" has no target; all requests go to the stable side`
    diagnostics.warning(source, 'NO_TARGETS', 'service', message, { name: object.service })
    return null
  }
  const { header } = object
  if (header?.mode === 'pattern') {
    const pattern = header.value ?? ''
    const { refusal } = memo.patterns.check(pattern, false, 'search')
    if (refusal !== null) refuse(declared, { field: 'header.value', pattern, reason: refusal }, making)
  }
  // nginx reads header names with "-" and "_" as one.
  const headerName = header && config.dialect === 'nginx' ? header.name.replaceAll('_', '-') : (header?.name ?? '')
  return {
    name: object.name,
    service: service.index,
    weight: Math.round(object.weight * 100),
    header: !header ? null : header.mode === 'alwaysNever' ? { name: headerName, mode: header.mode } : { name: headerName, mode: header.mode, value: header.value ?? '' },
    cookie: object.cookie?.name ?? null,
    sticky: object.sticky ?? null,
  }
}

/** The oldest active canary of each route; a second one is a conflict. */
function canariesByRoute({ config, making: { diagnostics } }: Scene): Map<string, Declared<Canary>> {
  const chosen = new Map<string, Declared<Canary>>()
  const active = config.canaries.filter(({ object }) => object.state === 'active')
  if (active.length === 0) return chosen
  const routes = new Set(config.routes.map(({ object }) => object.name))
  for (const declared of active.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))) {
    const { route } = declared.object
    const first = chosen.get(route)
    if (first) {
      const winner = first.object.name
      diagnostics.error(declared.source, 'CANARY_CONFLICT', 'route', `Route "${route}" has the canary "${winner}" already; this one is not served`, { route, winner })
    } else if (routes.has(route)) {
      chosen.set(route, declared)
    } else {
      diagnostics.error(declared.source, 'DANGLING_REFERENCE', 'route', `There is no route "${route}"`, { name: route })
    }
  }
  return chosen
}

const HTTP: RouteProtocol[] = ['http', 'https']
const STREAM: RouteProtocol[] = ['tcp', 'tls', 'udp']

const notServed = (protocol: string, service: number): Action => ({
  kind: 'respond', status: 501, code: 'NOT_SERVED_YET', message: `The protocol ${protocol} is not served yet`, service,
})

const answersItself = ({ filters }: RouteFilters): boolean => filters.some(({ filter }) => ANSWERING.has(filter.type))

function compileAction(declared: Declared<Route>, filters: RouteFilters, canary: Declared<Canary> | undefined, scene: Scene): Action {
  const { object, source } = declared
  const { diagnostics } = scene.making
  const missing = object.templates.find((name) => !scene.naming.templates.has(name))
  // What it would have checked is not known.
  if (missing !== undefined) return { kind: 'respond', status: 500, code: 'INVALID_ROUTE', message: 'A template of this route does not exist', service: null }
  if (object.service === undefined) {
    if (!answersItself(filters)) diagnostics.error(source, 'NO_SERVICE', 'service', 'The route has no service, and no filter answers in its place: it answers 500', {})
    return { kind: 'respond', status: 500, code: 'INVALID_ROUTE', message: 'The route has no service', service: null }
  }
  const stable = scene.outcomes.get(object.service)
  if (!stable) {
    const name = object.service
    diagnostics.error(source, 'DANGLING_REFERENCE', 'service', `There is no service "${name}"; the route answers 500`, { name })
    return { kind: 'respond', status: 500, code: 'INVALID_ROUTE', message: 'The service of this route does not exist', service: null }
  }
  if ('index' in stable) {
    const isStream = object.protocols.some((protocol) => STREAM.includes(protocol))
    if (!isStream && !object.protocols.some((protocol) => HTTP.includes(protocol))) return notServed(object.protocols.join(', '), stable.index)
    if (!isStream && !HTTP.includes(stable.protocol)) return notServed(stable.protocol, stable.index)
    return { kind: 'forward', service: stable.index, canary: canary ? compileCanary(canary, scene) : null }
  }
  if (stable.code === 'SERVICE_DISABLED') {
    diagnostics.warning(source, 'DISABLED_SERVICE', 'service', `The service "${object.service}" is disabled: requests get 503`, { name: object.service })
  }
  return { kind: 'respond', ...stable, service: null }
}

function warnListeners({ object, source }: Declared<Route>, { config, making }: Scene): void {
  object.listeners?.forEach((name, index) => {
    if (config.listeners.some((listener) => listener.object.name === name)) return
    making.diagnostics.error(source, 'DANGLING_REFERENCE', `listeners.${index}`, `There is no listener "${name}"`, { name })
  })
}

function warnDialect({ object, source }: Declared<Route>, { config: { dialect }, making }: Scene): void {
  if (object.useRegex !== true || dialect === 'nginx') return
  const message = `useRegex has a meaning in the dialect nginx alone; here a path of the type "regex" does it`
  making.diagnostics.warning(source, 'NOT_IN_DIALECT', 'useRegex', message, { dialect, what: 'useRegex' })
}

/** Stored under older rules, they may be refused by now; what is thrown leaves out this route, and not the whole snapshot. */
const checkedPeers = (peers: Route['sources']): Route['sources'] => peers.map((peer) => Peer.parse(peer))

function compileRoute(declared: Declared<Route>, canary: Declared<Canary> | undefined, scene: Scene): { compiled: CompiledRoute; isRefused: boolean } {
  warnRoute(declared, scene.making.diagnostics)
  warnListeners(declared, scene)
  warnDialect(declared, scene)
  const { object, source } = declared
  const { name, protocols, methods, snis, sources, destinations } = object
  const { httpsRedirectStatusCode, preserveHost, stripPath, pathHandling, requestBuffering, responseBuffering } = object
  const headers = toNamedMatches('headers', declared, scene)
  const query = toNamedMatches('query', declared, scene)
  const filters = compileFilters(declared, scene.naming)
  const rewrite = compileRewrite(declared, filters, scene)
  const compiled: CompiledRoute = {
    workspace: source.workspace,
    name,
    protocols,
    methods,
    headers: headers.matches,
    query: query.matches,
    snis,
    sources: checkedPeers(sources),
    destinations: checkedPeers(destinations),
    httpsRedirectStatusCode,
    preserveHost,
    stripPath,
    pathHandling,
    rewrite: rewrite === 'refused' ? null : rewrite,
    rewriteTemplate: object.rewriteTarget === undefined ? (filters.rewrite?.template ?? null) : null,
    requestBuffering,
    responseBuffering,
    filters: filters.filters,
    action: compileAction(declared, filters, canary, scene),
  }
  return { compiled, isRefused: headers.isRefused || query.isRefused || rewrite === 'refused' }
}

/** What a route answers in place of its own action where one of its patterns is refused. */
export const refusedTwin = (route: CompiledRoute): CompiledRoute => ({
  ...route,
  filters: [],
  action: { kind: 'respond', status: 500, code: 'INVALID_ROUTE', message: 'A regular expression of this route is refused', service: null },
})

export type NewRoute = { declared: Declared<Route>; compiled: CompiledRoute; isRefused: boolean }

/** Where a route without a canary goes, and by whose rules: what its compiled form depends on beside itself. */
function destinationKey({ object }: Declared<Route>, { config, outcomes }: Scene): string | null {
  if (hasNamedFilters(object)) return null
  const service = outcomes.get(object.service ?? '')
  return service && 'index' in service && !object.listeners?.length ? `${config.dialect} ${service.index} ${service.protocol}` : null
}

/** The enabled routes of one workspace, in the order of their names, each with what declared it. */
export function compileRoutes(given: Omit<Scene, 'naming'>): NewRoute[] {
  const { config, making } = given
  const scene: Scene = { ...given, naming: filterScene(config, given.outcomes, making.diagnostics) }
  const canaries = canariesByRoute(scene)
  const before = making.memo.routes.get(config.workspace)
  const now = new Map<Declared<Route>, { key: string; made: NewRoute }>()
  making.memo.routes.set(config.workspace, now)
  const routes: NewRoute[] = []
  for (const declared of config.routes) {
    if (!declared.object.enabled) continue
    const canary = canaries.get(declared.object.name)
    const key = canary ? null : destinationKey(declared, scene)
    const known = key === null ? undefined : before?.get(declared)
    const said = making.diagnostics.found.length
    const made = known?.key === key && known ? known.made : guarded(declared, making.diagnostics, () => ({ declared, ...compileRoute(declared, canary, scene) }))
    if (!made) continue
    routes.push(made)
    // One with something to say must say it each time.
    if (key !== null && making.diagnostics.found.length === said) now.set(declared, { key, made })
  }
  return routes
}
