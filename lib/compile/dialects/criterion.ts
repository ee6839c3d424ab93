import type { CriterionName } from '#lib/model/criterion.ts'
import type { DraftEntry } from '../draft-entry.ts'

export type Key = number | string

/** One comparator of an order of precedence: of two entries, the one with the greater key comes first, or the smaller if `ascending`. */
export type Criterion = { name: CriterionName; key: (entry: DraftEntry) => Key; ascending: boolean }

/** More comes first. */
export const most = (name: CriterionName, key: (entry: DraftEntry) => Key): Criterion => ({ name, key, ascending: false })

/** Less comes first. */
export const least = (name: CriterionName, key: (entry: DraftEntry) => Key): Criterion => ({ name, key, ascending: true })

/** What ends every order: the older route, then its name, then the order inside the route. */
export const OLDEST_FIRST: readonly Criterion[] = [
  least('age', (entry) => entry.createdAt),
  // The workspace after it, where two share a listener: names hold no line break.
  least('name', (entry) => `${entry.route.name}\n${entry.declared.source.workspace}`),
  least('order', (entry) => entry.order),
]

export const isRedirectOnly = most('redirect', (entry) => (entry.isRedirectOnly ? 0 : 1))
export const isRefused = most('refused', (entry) => (entry.isRefused ? 0 : 1))

/** An entry with what the criteria read of it, in their order. */
export type Keyed = { entry: DraftEntry; keys: readonly Key[] }

export const keyed = (entry: DraftEntry, criteria: readonly Criterion[]): Keyed => ({ entry, keys: criteria.map((criterion) => criterion.key(entry)) })

export type Ranked = { entry: DraftEntry; criterion: number }

function differing(a: Keyed, b: Keyed): number {
  for (let place = 0; place < a.keys.length; place++) if (a.keys[place] !== b.keys[place]) return place
  return -1
}

/** Sorts entries into one total order; what is sorted already for the most part takes little time. */
export function inOrder(entries: readonly Keyed[], criteria: readonly Criterion[]): Keyed[] {
  return entries.toSorted((a, b) => {
    const place = differing(a, b)
    if (place === -1) return 0
    const isLess = a.keys[place]! < b.keys[place]!
    return isLess === criteria[place]!.ascending ? -1 : 1
  })
}

/** Each entry with the place of the criterion that puts it after the one before it; -1 for the first. */
export const ranked = (ordered: readonly Keyed[], criteria: readonly Criterion[]): Ranked[] =>
  ordered.map((item, index) => {
    if (index === 0) return { entry: item.entry, criterion: -1 }
    const place = differing(ordered[index - 1]!, item)
    return { entry: item.entry, criterion: place === -1 ? criteria.length - 1 : place }
  })
