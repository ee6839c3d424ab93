import { isDeepStrictEqual } from 'node:util'
import type { FilterType } from '#lib/model/filter.ts'
import { differences, filtersInOrder } from '../../write/ingress/shared.ts'
import type { SharedFields } from '../../write/ingress-dialect.ts'
import type { Texts } from '../../annotations/apply.ts'
import type { Writer } from './family.ts'

/** A field, or a type of filter, that is read otherwise than it shall be. */
export type Miss = { field: keyof SharedFields } | { field: 'filters'; type: FilterType }

/** In what two differ. */
export function missesOf(one: SharedFields | null, other: SharedFields): Miss[] {
  if (!one) return [{ field: 'protocols' }]
  return differences(one, other).flatMap((field): Miss[] => {
    if (field !== 'filters') return [{ field }]
    const [a, b] = [filtersInOrder(one.filters), filtersInOrder(other.filters)]
    const types = [...new Set([...a, ...b].map(({ type }) => type))]
    return types.filter((type) => !isDeepStrictEqual(a.filter((one) => one.type === type), b.filter((one) => one.type === type))).map((type) => ({ field, type }))
  })
}

const sameTexts = (a: Texts, b: Texts, names: readonly string[]) => names.every((name) => a[name] === b[name])

function withOwn(texts: Texts, own: Texts, names: readonly string[]): Texts {
  const made: Record<string, string> = { ...texts }
  for (const name of names) {
    if (own[name] === undefined) delete made[name]
    else made[name] = own[name]
  }
  return made
}

/**
 * Puts back as many of the texts that are there as can be without any change of what is read: first those of a whole family,
 * then one by one. What said something until now and is no longer wanted goes, also where it would say nothing by itself:
 * another controller, or a later edit, would make something of it.
 * @param texts in their plain form
 * @param missing how much is read otherwise than it shall be
 * @param speaks whether the text of this name says something in those that are there
 */
export function keepTexts(texts: Texts, own: Texts, writers: readonly Writer[], { missing, speaks }: { missing: (texts: Texts) => number; speaks: (name: string) => boolean }): Texts {
  let best = texts
  let least = missing(best)
  const tries = (names: readonly string[]) => {
    if (sameTexts(best, own, names)) return
    const tried = withOwn(best, own, names)
    const left = missing(tried)
    // What cannot be said is told of the plain texts.
    if (left > least || (left === least && least > 0)) return
    best = tried
    least = left
  }
  for (const { names } of writers) tries(names)
  for (const { names } of writers) {
    for (const name of names) if (texts[name] !== undefined || own[name] === undefined || least > 0 || !speaks(name)) tries([name])
  }
  return best
}
