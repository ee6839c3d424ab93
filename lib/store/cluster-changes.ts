import { KIND_NAMES, type Kind } from '#lib/model/kinds.ts'
import { canonicalJson } from './canonical.ts'
import { declaredOf, type AnyDeclared } from './cluster-listing.ts'
import type { WholeReading } from './cluster-view.ts'
import type { ObjectChange } from './store.ts'

type Side = Pick<WholeReading, 'config'> & Partial<Pick<WholeReading, 'idle'>>

/** Objects of a kind that are not the very same, by name. */
function unlike(before: readonly AnyDeclared[], after: readonly AnyDeclared[]): Map<string, { before: AnyDeclared | null; after: AnyDeclared | null }> {
  const found = new Map<string, { before: AnyDeclared | null; after: AnyDeclared | null }>()
  if (before === after) return found
  const known = new Set(before)
  const still = new Set(after)
  for (const one of before) if (!still.has(one)) found.set(one.object.name, { before: one, after: null })
  for (const one of after) if (!known.has(one)) found.set(one.object.name, { before: found.get(one.object.name)?.before ?? null, after: one })
  return found
}

/** An object that two readings do not agree on, and what it was read from. */
export type Difference = { change: ObjectChange; declared: AnyDeclared }

export const differencesBetween = (before: Side, after: Side): Difference[] =>
  KIND_NAMES.flatMap((kind: Kind) =>
    [...unlike(declaredOf(before, kind), declaredOf(after, kind))].flatMap(([name, sides]): Difference[] => {
      const [was, is] = [sides.before?.object ?? null, sides.after?.object ?? null]
      const declared = sides.after ?? sides.before
      if (!declared || canonicalJson(was) === canonicalJson(is)) return []
      return [{ change: { kind, name, before: was, after: is } as ObjectChange, declared }]
    }),
  )

/** How two readings differ, as a revision tells it. */
export const changesBetween = (before: Side, after: Side): ObjectChange[] => differencesBetween(before, after).map(({ change }) => change)
