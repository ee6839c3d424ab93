import { z } from 'zod'
import type { Filter } from '#lib/model/filter.ts'
import type { RewritePath } from '#lib/model/filters/rewrite-path.ts'
import { Route } from '#lib/model/route.ts'

export const REWRITES = ['none', 'prefix', 'full', 'regex', 'groups'] as const

/** The path rewrite as the form shows it. What was typed for another kind stays on the screen and is not sent. */
export type RewriteValues = {
  kind: (typeof REWRITES)[number]
  /** In the place of the matched part, or of the whole path. */
  value: string
  pattern: string
  replacement: string
  /** Of `groups`: `/$2`. */
  target: string
}

export const NO_REWRITE: RewriteValues = { kind: 'none', value: '', pattern: '', replacement: '', target: '' }

const isRewrite = (filter: Filter): filter is RewritePath => filter.type === 'rewritePath'

export function toRewrite({ filters, rewriteTarget }: Pick<Route, 'filters' | 'rewriteTarget'>): RewriteValues {
  const filter = filters.find(isRewrite)
  if (filter?.mode === 'regex') return { ...NO_REWRITE, kind: 'regex', pattern: filter.pattern, replacement: filter.replacement }
  if (filter) return { ...NO_REWRITE, kind: filter.mode, value: filter.value }
  return rewriteTarget === undefined ? NO_REWRITE : { ...NO_REWRITE, kind: 'groups', target: rewriteTarget }
}

function filterOf({ kind, value, pattern, replacement }: RewriteValues): RewritePath | null {
  if (kind === 'prefix' || kind === 'full') return { type: 'rewritePath', mode: kind, value }
  return kind === 'regex' ? { type: 'rewritePath', mode: 'regex', pattern, replacement } : null
}

/** Not a text, so that a target left empty is refused and not dropped as an empty optional field. */
const BLANK: readonly never[] = []

/** The fields of a route for a rewrite; filters of other types stay where they are. */
export function fromRewrite(rewrite: RewriteValues, filters: readonly Filter[]): { filters: Filter[]; rewriteTarget?: unknown } {
  const own = filterOf(rewrite)
  const at = filters.findIndex(isRewrite)
  const rest: Filter[] = filters.filter((filter) => !isRewrite(filter))
  const next = own === null ? rest : at < 0 ? [...rest, own] : rest.toSpliced(at, 0, own)
  if (rewrite.kind !== 'groups') return { filters: next }
  return { filters: next, rewriteTarget: rewrite.target === '' ? BLANK : rewrite.target }
}

/** The model's schema for what the form sends: a blank target reads as the empty text that it is. */
export const SentRoute = z.preprocess(
  (sent) => (typeof sent === 'object' && sent !== null && Array.isArray((sent as { rewriteTarget?: unknown }).rewriteTarget) ? { ...sent, rewriteTarget: '' } : sent),
  Route,
)

/** Where an issue with `filters` or `rewriteTarget` stands on the form. */
export const rewriteField = (path: readonly (string | number)[], filters: readonly Filter[]): string | undefined => {
  const [field, index, part] = path
  if (field === 'rewriteTarget') return 'rewrite.target'
  if (field !== 'filters') return undefined
  const own = typeof index === 'number' && filters[index] !== undefined && isRewrite(filters[index])
  return own && ['value', 'pattern', 'replacement'].includes(String(part)) ? `rewrite.${part}` : 'rewrite.kind'
}
