import { Filter, type FilterType } from '#lib/model/filter.ts'
import { effectiveFilters, type Template } from '#lib/model/template.ts'

/** What a template brings to a route, and what of it others take the place of: the route itself (null), or another template. */
export type TemplatePart = { type: FilterType; overriddenBy: string | null | undefined }

/**
 * The types of filters that the n-th template of a route has, each once, with what takes its place there.
 * @param own the types of the route's own filters
 */
export function templateParts(templates: readonly string[], at: number, own: readonly { type: FilterType }[], find: (name: string) => Template | undefined): TemplatePart[] {
  const types = [...new Set((find(templates[at]!)?.filters ?? []).map(({ type }) => type))]
  const later = templates.slice(at + 1)
  return types.map((type) => {
    if (own.some((filter) => filter.type === type)) return { type, overriddenBy: null }
    return { type, overriddenBy: later.findLast((name) => find(name)?.filters.some((filter) => filter.type === type)) }
  })
}

/** The filters that run for what a form holds, as far as they are complete. */
export function filtersInForce(sent: readonly unknown[], templates: readonly string[], find: (name: string) => Template | undefined): Filter[] {
  const filters = sent.flatMap((one) => Filter.safeParse(one).data ?? [])
  return effectiveFilters({ filters, templates: [...templates] }, find).map(({ filter }) => filter)
}
