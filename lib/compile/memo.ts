import type { Declared } from '#lib/model/routing-config.ts'
import type { Route } from '#lib/model/route.ts'
import type { Keyed } from './dialects/criterion.ts'
import type { Drafted } from './draft-route.ts'
import { checkedPatterns, type Patterns } from './patterns.ts'
import type { NewRoute } from './routes.ts'

/**
 * What compile() keeps from one time to the next, so that a change costs what it touches. It never changes a result: all of
 * it is found by identity or by content. Objects that stay the same between two configurations must be the same objects.
 */
export type CompileMemo = {
  patterns: Patterns
  /** Of the last time: by workspace, what was compiled of a route that goes to the place that the key names. */
  routes: Map<string, Map<Declared<Route>, { key: string; made: NewRoute }>>
  /** Of the last time: by listener and dialect, then by route. */
  drafts: Map<string, Map<Declared<Route>, Drafted>>
  /** The entries of each listener as they were ranked the last time. */
  orders: Map<string, readonly Keyed[]>
  /** Entries with what another dialect's criteria read of them, by the entries of their own. */
  rekeyed: WeakMap<Keyed, Keyed>
}

export const compileMemo = (): CompileMemo => ({
  patterns: checkedPatterns(),
  routes: new Map(),
  drafts: new Map(),
  orders: new Map(),
  rekeyed: new WeakMap(),
})
