import type { FilterType } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import { effectiveFilters, type Template } from '#lib/model/template.ts'

type Filtered = Pick<Route, 'filters' | 'templates'>

/** The types of a template's filters that a route does not take from it: it has its own, or a later template's. */
export function leftOut(template: Template, route: Filtered, others: readonly Template[]): FilterType[] {
  const byName = new Map(others.map((other) => [other.name, other]))
  const taken = effectiveFilters(route, (name) => (name === template.name ? template : byName.get(name)))
  const from = new Set(taken.flatMap((effective) => (effective.template === template.name ? [effective.filter.type] : [])))
  return [...new Set(template.filters.map(({ type }) => type))].filter((type) => !from.has(type))
}

/** How many routes use each template. */
export function routesByTemplate(routes: readonly Pick<Route, 'templates'>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { templates } of routes) for (const name of templates) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
