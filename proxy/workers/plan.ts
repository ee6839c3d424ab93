import { decodeSnapshot, encodeSnapshot } from '#lib/snapshot/codec.ts'
import { checkedItem, isNewest, kept, splitSnapshot, type SnapshotItems } from '#lib/snapshot/items.ts'
import type { Slices } from '#lib/routing/slices.ts'
import type { ListPlan, SnapshotPart } from './protocol.ts'

/** A snapshot as the primary holds it: its text, of the newest version, which is taken apart when that is needed first. */
export type Prepared = { digest: string; encoded: string; items(): SnapshotItems }

/** How a worker gets to a snapshot. */
export type Plan = { lists: ListPlan[]; parts: SnapshotPart[] }

/** Characters of one part: parsed in about a millisecond. */
const PART_LENGTH = 65_536

/**
 * @param encoded of any version
 * @throws {Error} if it is of an older version, and not a snapshot
 */
export function prepare(digest: string, encoded: string): Prepared {
  const newest = isNewest(encoded) ? encoded : encodeSnapshot(decodeSnapshot(encoded))
  let items: SnapshotItems | null = null
  return { digest, encoded: newest, items: () => (items ??= splitSnapshot(newest)) }
}

/** For a worker that serves nothing yet, which may parse all of it at once. */
export const wholePlan = ({ encoded }: Prepared): Plan => ({ lists: [], parts: [{ whole: encoded }, 'end'] })

/** So many items are checked between two pauses. */
const TURN = 16

/**
 * For workers that serve a snapshot; what is new is checked, a little at a time.
 * @throws {Error} if an item is not one
 */
export function* planSlices(held: Prepared, next: Prepared): Slices<Plan> {
  const before = held.items()
  yield
  const plan: Plan = { lists: [], parts: [] }
  for (const [name, items] of next.items()) {
    const places = kept(before.get(name) ?? [], items)
    plan.lists.push({ name, length: items.length, kept: places })
    if (places === null) continue
    let texts: string[] = []
    let length = 0
    const cut = () => {
      if (texts.length > 0) plan.parts.push({ list: name, items: `[${texts.join(',')}]` })
      texts = []
      length = 0
    }
    for (const [place, item] of items.entries()) {
      if (places[place] !== -1) continue
      checkedItem(name, item)
      texts.push(item)
      if ((length += item.length) >= PART_LENGTH) cut()
      if (texts.length % TURN === 0) yield
    }
    cut()
  }
  plan.parts.push('end')
  return plan
}
