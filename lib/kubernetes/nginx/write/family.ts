import type { Texts } from '../../annotations/apply.ts'
import type { SharedFields } from '../../write/ingress-dialect.ts'
import type { RawSpec } from '../../write/ingress/cells.ts'
import type { Scene } from '../../write/scene.ts'

/** What annotations are written with. */
export type Writing = {
  scene: Scene
  namespace: string
  shared: SharedFields
  /** The texts that are there, without the prefix. */
  own: Texts
  spec: RawSpec
}

/** Why something has no annotation: `at` is its path in the route, such as `['filters', 0, 'statusCode']`. */
export type Fault = { at: (string | number)[]; reason: string }

/** The annotations that say it in their plain form, as far as they can. */
export type Written = { texts: Record<string, string>; faults: Fault[] }

/** How some annotations are written. The names are all that it sets or takes away. */
export type Writer = { names: readonly string[]; write(writing: Writing): Written }

export type Placed<F> = { filter: F; at: ['filters', number] }

/** The filters of a type with their places. */
export function filtersOf<T extends SharedFields['filters'][number]['type']>(
  { filters }: SharedFields,
  type: T,
): Placed<Extract<SharedFields['filters'][number], { type: T }>>[] {
  return filters.flatMap((filter, place) => (filter.type === type ? [{ filter: filter as never, at: ['filters', place] as ['filters', number] }] : []))
}

/** Faults for whatever is not as it must be. */
export const faultsAt = (at: (string | number)[], checks: Record<string, string | false>): Fault[] =>
  Object.entries(checks).flatMap(([field, reason]) => (reason === false ? [] : [{ at: [...at, field], reason }]))

/** Of a filter that there is once, the others. */
export const onlyOne = (placed: readonly Placed<unknown>[]): Fault[] =>
  placed.slice(1).map(({ at }) => ({ at, reason: 'ingress-nginx has one of this: put them together' }))
