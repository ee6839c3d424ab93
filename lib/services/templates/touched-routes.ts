import { isDeepStrictEqual } from 'node:util'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import { effectiveFilters, type Template } from '#lib/model/template.ts'
import type { Write } from '#lib/store/store.ts'

/** The routes that use written templates: how many, for how many of them something else will run, and who they are, those first. */
export type Touched = { total: number; changed: number; routes: { name: string; changed: boolean }[] }

const MOST_NAMES = 500

function filtersIn({ templates }: RoutingConfig): (route: Route) => unknown {
  const byName = new Map(templates.map(({ object }): [string, Template] => [object.name, object]))
  return (route) => effectiveFilters(route, (name) => byName.get(name)).map(({ filter }) => filter)
}

/**
 * The routes that a change of templates touches; undefined where no template is written.
 * @param before the workspace as it is
 * @param after as it would be
 */
export function touchedRoutes(writes: readonly Write[], before: RoutingConfig, after: RoutingConfig): Touched | undefined {
  const written = new Set(writes.filter(({ kind }) => kind === 'templates').map(({ name }) => name))
  if (written.size === 0) return undefined
  const [was, is] = [filtersIn(before), filtersIn(after)]
  const routes = after.routes
    .filter(({ object }) => object.templates.some((name) => written.has(name)))
    .map(({ object }) => ({ name: object.name, changed: !isDeepStrictEqual(was(object), is(object)) }))
    .sort((a, b) => Number(b.changed) - Number(a.changed) || (a.name < b.name ? -1 : 1))
  return { total: routes.length, changed: routes.filter(({ changed }) => changed).length, routes: routes.slice(0, MOST_NAMES) }
}
