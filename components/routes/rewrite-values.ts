import type { RewritePath } from '#lib/model/filters/rewrite-path.ts'
import type { Filter } from '#lib/model/filter.ts'

/** How a route rewrites the path, in one of the two ways to say so; what does not belong to its kind is empty. */
export type Rewrite = {
  kind: 'none' | RewritePath['mode'] | 'groups'
  /** In the place of the matched part, or of the whole path. */
  value: string
  pattern: string
  replacement: string
  /** Of `groups`: `/$2`. */
  target: string
}

export const NO_REWRITE: Rewrite = { kind: 'none', value: '', pattern: '', replacement: '', target: '' }

const isRewrite = (filter: Filter): filter is RewritePath => filter.type === 'rewritePath'

/** @param filters what runs for the route: its own, or those with its templates' */
export function rewriteOf(rewriteTarget: string | undefined, filters: readonly Filter[]): Rewrite {
  if (rewriteTarget !== undefined && rewriteTarget !== '') return { ...NO_REWRITE, kind: 'groups', target: rewriteTarget }
  const filter = filters.find(isRewrite)
  if (filter === undefined) return NO_REWRITE
  if (filter.mode === 'regex') return { ...NO_REWRITE, kind: 'regex', pattern: filter.pattern, replacement: filter.replacement }
  return { ...NO_REWRITE, kind: filter.mode, value: filter.value }
}
