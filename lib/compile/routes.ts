import type { Canary } from '#lib/model/canary.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import { compilePattern } from '#lib/routing/pattern.ts'
import type { Action, CompiledCanary, CompiledRoute, NamedMatch } from '#lib/snapshot/snapshot.ts'
import { guarded, type Diagnose } from './diagnose.ts'
import { warnRoute } from './not-served-yet.ts'
import type { ServiceOutcome } from './services.ts'

type Outcomes = Map<string, ServiceOutcome>

/** Kong's form: a value that starts with `~*` is a regular expression searched in the lower-cased value. */
function toNamedMatches(values: Record<string, string[]>, field: string, declared: Declared<Route>, diagnostics: Diagnose): NamedMatch[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => ({
      name,
      any: list.map((value) => {
        if (!value.startsWith('~*')) return { kind: 'exact', value }
        const source = value.slice(2)
        const result = compilePattern(source, true)
        if (!result.ok) refuse(declared, `${field}.${name}`, source, result.reason, diagnostics)
        return { kind: 'regex', value: source, caseInsensitive: true }
      }),
    }))
}

function refuse({ source }: Declared<unknown>, field: string, pattern: string, reason: string, diagnostics: Diagnose): void {
  diagnostics.error(source, 'REGEX_REFUSED', field, `The regular expression "${pattern}" is refused: ${reason}. It matches nothing`, { pattern, reason })
}

/** Warns of paths whose pattern is refused; they get no entry. */
export function servedPaths(declared: Declared<Route>, diagnostics: Diagnose): Route['paths'] {
  return declared.object.paths.filter((path, index) => {
    if (path.type !== 'regex') return true
    const result = compilePattern(path.value, false)
    if (!result.ok) refuse(declared, `paths.${index}.value`, path.value, result.reason, diagnostics)
    return result.ok
  })
}

function compileCanary(declared: Declared<Canary>, outcomes: Outcomes, diagnostics: Diagnose): CompiledCanary | null {
  const { object, source } = declared
  const service = outcomes.get(object.service)
  if (!service || !('index' in service)) {
    const message = service ? `The canary service "${object.service}" is not served: ${service.message}` : `There is no service "${object.service}"`
    diagnostics.error(source, 'DANGLING_REFERENCE', 'service', `${message}; all requests go to the stable side`, { name: object.service })
    return null
  }
  const { header } = object
  if (header?.mode === 'pattern') {
    const result = compilePattern(header.value ?? '', false)
    if (!result.ok) refuse(declared, 'header.value', header.value ?? '', result.reason, diagnostics)
  }
  return {
    name: object.name,
    service: service.index,
    weight: Math.round(object.weight * 100),
    header: !header ? null : header.mode === 'alwaysNever' ? { name: header.name, mode: header.mode } : { name: header.name, mode: header.mode, value: header.value ?? '' },
    cookie: object.cookie?.name ?? null,
  }
}

/** The oldest active canary of each route; a second one is a conflict. */
function canariesByRoute(config: RoutingConfig, diagnostics: Diagnose): Map<string, Declared<Canary>> {
  const chosen = new Map<string, Declared<Canary>>()
  const active = config.canaries.filter(({ object }) => object.state === 'active')
  for (const declared of active.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))) {
    const { route } = declared.object
    const first = chosen.get(route)
    if (first) {
      const winner = first.object.name
      diagnostics.error(declared.source, 'CANARY_CONFLICT', 'route', `Route "${route}" has the canary "${winner}" already; this one is not served`, { route, winner })
    } else if (config.routes.some(({ object }) => object.name === route)) {
      chosen.set(route, declared)
    } else {
      diagnostics.error(declared.source, 'DANGLING_REFERENCE', 'route', `There is no route "${route}"`, { name: route })
    }
  }
  return chosen
}

function compileAction(declared: Declared<Route>, canary: Declared<Canary> | undefined, outcomes: Outcomes, diagnostics: Diagnose): Action {
  const { object, source } = declared
  const stable = outcomes.get(object.service)
  if (!stable) {
    const name = object.service
    diagnostics.error(source, 'DANGLING_REFERENCE', 'service', `There is no service "${name}"; the route answers 500`, { name })
    return { kind: 'respond', status: 500, code: 'INVALID_ROUTE', message: 'The service of this route does not exist' }
  }
  if ('index' in stable) {
    return { kind: 'forward', service: stable.index, canary: canary ? compileCanary(canary, outcomes, diagnostics) : null }
  }
  if (stable.code === 'SERVICE_DISABLED') {
    diagnostics.warning(source, 'DISABLED_SERVICE', 'service', `The service "${object.service}" is disabled: requests get 503`, { name: object.service })
  }
  return { kind: 'respond', ...stable }
}

function compileRoute(declared: Declared<Route>, canary: Declared<Canary> | undefined, outcomes: Outcomes, diagnostics: Diagnose): CompiledRoute {
  warnRoute(declared, diagnostics)
  const { object, source } = declared
  const { name, protocols, methods, snis, sources, destinations } = object
  const { httpsRedirectStatusCode, preserveHost, stripPath, pathHandling, requestBuffering, responseBuffering } = object
  return {
    workspace: source.workspace,
    name,
    protocols,
    methods,
    headers: toNamedMatches(object.headers, 'headers', declared, diagnostics),
    query: toNamedMatches(object.query, 'query', declared, diagnostics),
    snis,
    sources,
    destinations,
    httpsRedirectStatusCode,
    preserveHost,
    stripPath,
    pathHandling,
    requestBuffering,
    responseBuffering,
    action: compileAction(declared, canary, outcomes, diagnostics),
  }
}

/** The enabled routes of one workspace, in the order of their names, each with what declared it. */
export function compileRoutes(config: RoutingConfig, outcomes: Outcomes, diagnostics: Diagnose): { declared: Declared<Route>; compiled: CompiledRoute }[] {
  const canaries = canariesByRoute(config, diagnostics)
  return config.routes
    .filter(({ object }) => object.enabled)
    .flatMap((declared) => {
      const compiled = guarded(declared, diagnostics, () => compileRoute(declared, canaries.get(declared.object.name), outcomes, diagnostics))
      return compiled ? [{ declared, compiled }] : []
    })
}
