import { numberedHashes } from './xxhash32.ts'

type RingTarget = { host: string; port: number; weight: number }

/**
 * A ring of slots with the marks of targets on it. Marks are ordered by slot, and those of one slot by their hashes.
 * `starts`: the first mark of each slot, and behind them how many marks there are. `holders`: the place of each mark's target.
 */
export type Ring = { slots: number; starts: Int32Array; hashes: Uint32Array; holders: Int32Array }

/** Kong balancer/consistent_hashing.lua: of a target whose weight is the mean; and the fewest slots. */
const MARKS_A_TARGET = 160
const LEAST_SLOTS = 1000
/** More would cost more memory and time than evener shares are worth. */
const MOST_MARKS = 2 ** 16

/** Puts marks in order. @param holders and `hashes`: mark by mark, in any order */
function arrange(slots: number, hashes: Uint32Array, holders: Int32Array): Ring {
  const starts = new Int32Array(slots + 1)
  for (const hash of hashes) starts[(hash % slots) + 1]!++
  for (let slot = 0; slot < slots; slot++) starts[slot + 1]! += starts[slot]!
  const ring: Ring = { slots, starts, hashes: new Uint32Array(hashes.length), holders: new Int32Array(hashes.length) }
  const ends = starts.slice()
  for (let mark = 0; mark < hashes.length; mark++) {
    const hash = hashes[mark]!
    const slot = hash % slots
    let at = ends[slot]!++
    for (; at > starts[slot]! && ring.hashes[at - 1]! > hash; at--) {
      ring.hashes[at] = ring.hashes[at - 1]!
      ring.holders[at] = ring.holders[at - 1]!
    }
    ring.hashes[at] = hash
    ring.holders[at] = holders[mark]!
  }
  return ring
}

const byName = (a: RingTarget, b: RingTarget): number => (a.host < b.host ? -1 : a.host > b.host ? 1 : a.port - b.port)

/**
 * Gives each target marks by its weight, at `xxhash32("host:port i") mod slots` (Kong balancer/consistent_hashing.lua); of
 * weight 0: none. Where two meet in a slot Kong moves one of them to another; here they share it, so that a target that comes
 * or goes moves no keys but its own. The order of the targets does not matter.
 * @param slots at least 1000 are made
 */
export function buildRing(targets: readonly RingTarget[], slots: number): Ring {
  const places = [...targets.keys()].filter((place) => targets[place]!.weight > 0).sort((a, b) => byName(targets[a]!, targets[b]!))
  const total = places.reduce((sum, place) => sum + targets[place]!.weight, 0)
  const each = Math.min(MARKS_A_TARGET, MOST_MARKS / Math.max(1, places.length))
  const counts = places.map((place) => Math.max(1, Math.floor((targets[place]!.weight / total) * places.length * each)))
  const size = counts.reduce((sum, count) => sum + count, 0)
  const hashes = new Uint32Array(size)
  const holders = new Int32Array(size)
  let mark = 0
  for (const [index, place] of places.entries()) {
    const { host, port } = targets[place]!
    holders.fill(place, mark, mark + counts[index]!)
    numberedHashes(`${host}:${port} `, counts[index]!, (hash) => {
      hashes[mark++] = hash
    })
  }
  return arrange(Math.max(LEAST_SLOTS, slots), hashes, holders)
}

/** The ring without the targets that `takes` refuses: their keys go to the next ones below, all others stay where they are. */
export function ringOf({ slots, starts, hashes, holders }: Ring, takes: (place: number) => boolean): Ring {
  const kept: Ring = { slots, starts: new Int32Array(slots + 1), hashes: hashes.slice(), holders: holders.slice() }
  let end = 0
  for (let slot = 0; slot < slots; slot++) {
    for (let mark = starts[slot]!; mark < starts[slot + 1]!; mark++) {
      if (!takes(holders[mark]!)) continue
      kept.hashes[end] = hashes[mark]!
      kept.holders[end++] = holders[mark]!
    }
    kept.starts[slot + 1] = end
  }
  return { ...kept, hashes: kept.hashes.subarray(0, end), holders: kept.holders.subarray(0, end) }
}

/**
 * The mark that a hash belongs to; -1: there are none. In a slot with marks it is the last one up to the hash, or the first;
 * from a slot without, the way goes down.
 * @param hash 32 bits, unsigned
 */
export function markOf({ slots, starts, hashes }: Ring, hash: number): number {
  const slot = hash % slots
  const start = starts[slot]!
  let mark = starts[slot + 1]! - 1
  if (mark < start) return mark === -1 ? hashes.length - 1 : mark
  while (mark > start && hashes[mark]! > hash) mark--
  return mark
}

/** The place that a hash goes to, going down once round past those whom `takes` refuses; -1: nobody takes it. */
export function placeFor(ring: Ring, hash: number, takes: (place: number) => boolean): number {
  const { holders } = ring
  let mark = markOf(ring, hash)
  for (let left = holders.length; left > 0; left--) {
    if (takes(holders[mark]!)) return holders[mark]!
    mark = mark === 0 ? holders.length - 1 : mark - 1
  }
  return -1
}

/**
 * Marks by place: those of one stand from `starts[place]` to `starts[place + 1]` of `marks`. `sums`: how many hashes belong to the
 * marks before each, together.
 */
type MarksByPlace = { starts: Int32Array; marks: Int32Array; sums: Float64Array }

/** What belongs to a mark: of its slot the hashes `from`, `from + slots`, … below `to`, and all of so many empty slots above. */
type Arc = { slot: number; from: number; to: number; empty: number }

const HASHES = 2 ** 32
const indexes = new WeakMap<Ring, MarksByPlace>()

function arcOf({ slots, starts, hashes }: Ring, mark: number): Arc {
  const slot = hashes[mark]! % slots
  const from = mark === starts[slot] ? slot : hashes[mark]!
  if (mark < starts[slot + 1]! - 1) return { slot, from, to: hashes[mark + 1]!, empty: 0 }
  return { slot, from, to: HASHES, empty: (hashes[(mark + 1) % hashes.length]! % slots - slot - 1 + slots) % slots }
}

/** How many there are of the hashes `from`, `from + slots`, … below `to`. */
const countOf = (from: number, to: number, slots: number): number => Math.ceil((to - from) / slots)

function indexOf(ring: Ring): MarksByPlace {
  const known = indexes.get(ring)
  if (known) return known
  const { holders, slots } = ring
  let most = -1
  for (const place of holders) if (place > most) most = place
  const starts = new Int32Array(most + 2)
  for (const place of holders) starts[place + 1]!++
  for (let place = 1; place < starts.length; place++) starts[place]! += starts[place - 1]!
  const index: MarksByPlace = { starts, marks: new Int32Array(holders.length), sums: new Float64Array(holders.length + 1) }
  const ends = starts.slice()
  for (let mark = 0; mark < holders.length; mark++) index.marks[ends[holders[mark]!]!++] = mark
  for (let at = 0; at < holders.length; at++) {
    const { from, to, empty } = arcOf(ring, index.marks[at]!)
    index.sums[at + 1] = index.sums[at]! + countOf(from, to, slots) + (empty * HASHES) / slots
  }
  indexes.set(ring, index)
  return index
}

/** A hash that goes to this place, by chance one of all that do; null: none does. @param random 0 ≤ n < 1 */
export function hashFor(ring: Ring, place: number, random: () => number): number | null {
  const { slots } = ring
  const { starts, marks, sums } = indexOf(ring)
  let low = starts[place] ?? 0
  let high = (starts[place + 1] ?? 0) - 1
  const total = high < low ? 0 : sums[high + 1]! - sums[low]!
  if (total === 0) return null
  const lot = sums[low]! + random() * total
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle + 1]! > lot) high = middle
    else low = middle + 1
  }
  const { slot, from, to, empty } = arcOf(ring, marks[low]!)
  const own = countOf(from, to, slots)
  const rest = lot - sums[low]!
  if (rest < own || empty === 0) return from + slots * Math.min(Math.floor(rest), own - 1)
  const above = (slot + 1 + Math.min(Math.floor(((rest - own) * slots) / HASHES), empty - 1)) % slots
  return above + slots * Math.floor(random() * countOf(above, HASHES, slots))
}
