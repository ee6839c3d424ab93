import type { Slices } from './slices.ts'

/** A number for each of many host names, packed: to find one costs few reads of memory, and these need not wait for one another. */
export type HostMap = {
  /** Triples of hash, place in `names` (-1 where empty) and number; open addressing. */
  slots: Int32Array
  names: readonly string[]
}

const SLOT = 3

/** FNV-1a over UTF-16 units. Names come from the configuration, so that nobody outside can make them collide. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}

/** So many names are placed between two pauses. */
const TURN = 1024

/** The map of these names to these numbers, none of which is negative. */
export function* hostMap(numbers: ReadonlyMap<string, number>): Slices<HostMap> {
  const names = [...numbers.keys()]
  const mask = 2 ** Math.ceil(Math.log2(names.length * 2 + 1)) - 1
  const slots = new Int32Array((mask + 1) * SLOT).fill(-1)
  for (const [place, name] of names.entries()) {
    const hash = hashOf(name)
    let slot = hash & mask
    while (slots[slot * SLOT + 1] !== -1) slot = (slot + 1) & mask
    slots.set([hash, place, numbers.get(name)!], slot * SLOT)
    if (place % TURN === 0) yield
  }
  return { slots, names }
}

/** The number of a name; -1 for none. */
export function numberOf({ slots, names }: HostMap, name: string): number {
  const hash = hashOf(name)
  const mask = slots.length / SLOT - 1
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const place = slots[slot * SLOT + 1]!
    if (place === -1) return -1
    if (slots[slot * SLOT] === hash && names[place] === name) return slots[slot * SLOT + 2]!
  }
}
