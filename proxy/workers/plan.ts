import { checkedItem, kept, type SnapshotItems } from '#lib/snapshot/items.ts'
import type { ListPlan, SnapshotPart } from './protocol.ts'

/** How a worker gets from one snapshot to the next. */
export type Plan = { lists: ListPlan[]; parts: SnapshotPart[] }

/** Characters of one part: parsed in about a millisecond. */
const PART_LENGTH = 65_536

/**
 * Compares two snapshots, and checks what is new in the second.
 * @param held null: the worker has none yet
 * @throws {Error} if an item is not one
 */
export function planOf(held: SnapshotItems | null, next: SnapshotItems): Plan {
  const plan: Plan = { lists: [], parts: [] }
  for (const [name, items] of next) {
    const places = kept(held?.get(name) ?? [], items)
    plan.lists.push({ name, length: items.length, kept: places })
    if (places === null) continue
    let texts: string[] = []
    let length = 0
    const cut = () => {
      if (texts.length > 0) plan.parts.push({ list: name, items: `[${texts.join(',')}]` })
      texts = []
      length = 0
    }
    items.forEach((item, place) => {
      if (places[place] !== -1) return
      const text = JSON.stringify(checkedItem(name, item))
      texts.push(text)
      if ((length += text.length) >= PART_LENGTH) cut()
    })
    cut()
  }
  plan.parts.push('end')
  return plan
}
