import { z } from 'zod'
import { Name, Tags, Text } from './common.ts'
import { FILTER_TYPES, Filters, type Filter } from './filter.ts'
import type { Route } from './route.ts'

/** A named set of filters that routes share. */
export const Template = z.strictObject({ name: Name, description: Text.max(500).default(''), filters: Filters.default([]), tags: Tags })
export type Template = z.infer<typeof Template>

/** A filter that runs for a route: whose it is, and its place in that list. */
export type EffectiveFilter = { filter: Filter; template: string | null; place: number }

const RANK = new Map(FILTER_TYPES.map((type, rank) => [type, rank]))

/**
 * What runs for a route, in the order in which it runs: of each type, its own filters, else those of the last of its templates
 * that has any.
 * @param find the template of a name; what is not there has no filters
 */
export function effectiveFilters({ filters, templates }: Pick<Route, 'filters' | 'templates'>, find: (name: string) => Template | undefined): EffectiveFilter[] {
  const own = filters.map((filter, place): EffectiveFilter => ({ filter, template: null, place }))
  if (templates.length === 0 && filters.length < 2) return own
  const sources = [own, ...templates.toReversed().map((name) => (find(name)?.filters ?? []).map((filter, place): EffectiveFilter => ({ filter, template: name, place })))]
  const taken = new Set<string>()
  const chosen = sources.flatMap((source) => {
    const free = source.filter(({ filter }) => !taken.has(filter.type))
    for (const { filter } of free) taken.add(filter.type)
    return free
  })
  return chosen.sort((a, b) => RANK.get(a.filter.type)! - RANK.get(b.filter.type)!)
}
