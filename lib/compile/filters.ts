import type { Filter } from '#lib/model/filter.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { RewritePath } from '#lib/model/filters/rewrite-path.ts'
import { effectiveFilters, type EffectiveFilter, type Template } from '#lib/model/template.ts'
import type { CompiledFilter, CompiledFilterBody } from '#lib/snapshot/filters.ts'
import type { Diagnose } from './diagnose.ts'
import type { ServiceOutcome } from './services.ts'

/** What the filters of one workspace may name. */
export type FilterScene = {
  templates: ReadonlyMap<string, Declared<Template>>
  consumers: ReadonlySet<string>
  outcomes: ReadonlyMap<string, ServiceOutcome>
  diagnostics: Diagnose
}

export const filterScene = (config: RoutingConfig, outcomes: ReadonlyMap<string, ServiceOutcome>, diagnostics: Diagnose): FilterScene => ({
  templates: new Map(config.templates.map((declared) => [declared.object.name, declared])),
  consumers: new Set(config.consumers.map(({ object }) => object.name)),
  outcomes,
  diagnostics,
})

/** What runs for a route, and its rewrite of the path, which is compiled with the path. */
export type RouteFilters = { filters: CompiledFilter[]; rewrite: (EffectiveFilter & { filter: RewritePath }) | null }

type At = { declared: Declared<Route | Template>; field: string }

/** The place of a service that a filter names; null where requests cannot go there, which is said. */
function placeOf(name: string, what: string, { declared, field }: At, scene: FilterScene): number | null {
  const service = scene.outcomes.get(name)
  if (service && 'index' in service) return service.index
  const reason = service ? `The service "${name}" is not served: ${service.message}` : `There is no service "${name}"`
  scene.diagnostics.error(declared.source, 'DANGLING_REFERENCE', `${field}.service`, `${reason}; ${what}`, { name })
  return null
}

/** Who is named and not there cannot come; nobody else comes for that. */
function checkConsumers(names: readonly string[] | undefined, { declared, field }: At, scene: FilterScene): void {
  for (const [index, name] of (names ?? []).entries()) {
    if (scene.consumers.has(name)) continue
    scene.diagnostics.error(declared.source, 'DANGLING_REFERENCE', `${field}.consumers.${index}`, `There is no consumer "${name}"`, { name })
  }
}

function compileFilter(filter: Exclude<Filter, RewritePath>, at: At, scene: FilterScene): CompiledFilterBody | null {
  switch (filter.type) {
    case 'mirror':
    case 'defaultBackend': {
      const service = placeOf(filter.service, filter.type === 'mirror' ? 'nothing is mirrored' : 'there is no default backend', at, scene)
      return service === null ? null : { ...filter, service }
    }
    case 'errorPages': {
      const { type, statusCodes, body, contentType } = filter
      if (filter.service === undefined) return { type, statusCodes, page: { kind: 'text', body: body ?? '', contentType } }
      const service = placeOf(filter.service, 'answers go on as they are', at, scene)
      return service === null ? null : { type, statusCodes, page: { kind: 'service', service } }
    }
    case 'basicAuth':
    case 'keyAuth':
      checkConsumers(filter.consumers, at, scene)
      return filter
    default:
      return filter
  }
}

const NONE: RouteFilters = { filters: [], rewrite: null }

/** The filters of a route and of its templates, in the order in which they run. A template that is not there is said. */
export function compileFilters(declared: Declared<Route>, scene: FilterScene): RouteFilters {
  const { filters, templates } = declared.object
  if (filters.length + templates.length === 0) return NONE
  for (const [index, name] of templates.entries()) {
    if (scene.templates.has(name)) continue
    scene.diagnostics.error(declared.source, 'DANGLING_REFERENCE', `templates.${index}`, `There is no template "${name}"; the route answers 500`, { name })
  }
  const compiled: RouteFilters = { filters: [], rewrite: null }
  for (const effective of effectiveFilters(declared.object, (name) => scene.templates.get(name)?.object)) {
    const { filter, template, place } = effective
    if (filter.type === 'rewritePath') {
      compiled.rewrite = { ...effective, filter }
      continue
    }
    const at: At = { declared: template === null ? declared : scene.templates.get(template)!, field: `filters.${place}` }
    const body = compileFilter(filter, at, scene)
    if (body) compiled.filters.push({ template, filter: body })
  }
  return compiled
}

/** Whether what runs for it depends on more than the route itself. */
export const hasNamedFilters = ({ templates, filters }: Route): boolean =>
  templates.length > 0 || filters.some((filter) => 'service' in filter || 'consumers' in filter)
