import { describe, expect, test } from 'vitest'
import { buildRing, hashFor, markOf, placeFor, ringOf, type Ring } from './ring.ts'
import { xxhash32 } from './xxhash32.ts'

type Target = { host: string; port: number; weight: number }

const pool = (count: number, weight: (place: number) => number = () => 100): Target[] =>
  Array.from({ length: count }, (_, place) => ({ host: `10.0.${place >> 8}.${place & 255}`, port: 80, weight: weight(place) }))

const KEYS = Array.from({ length: 20_000 }, (_, key) => xxhash32(`key ${key}`))

const everyone = () => true

const addressOf = ({ host, port }: Target) => `${host}:${port}`

/** The address that each key goes to. */
function owners(targets: readonly Target[], slots = 10_000): string[] {
  const ring = buildRing(targets, slots)
  return KEYS.map((hash) => addressOf(targets[ring.holders[markOf(ring, hash)]!]!))
}

const movedOf = (before: readonly string[], after: readonly string[]) => [...before.keys()].filter((key) => before[key] !== after[key])

describe.each([[4, 1000], [10, 10_000], [32, 10_000], [100, 10_000], [300, 65_536]])('of %i targets on %i slots', (count, slots) => {
  const targets = pool(count)
  const before = owners(targets, slots)

  test('one that goes takes its own keys with it and no others', () => {
    const gone = addressOf(targets[1]!)
    const after = owners(targets.toSpliced(1, 1), slots)
    const moved = movedOf(before, after)
    expect(moved).toEqual([...before.keys()].filter((key) => before[key] === gone))
    expect(moved.length / KEYS.length).toBeLessThan(1.6 / count)
  })

  test('one that comes takes its share, and nothing moves between the others', () => {
    const after = owners(pool(count + 1), slots)
    const moved = movedOf(before, after)
    expect(new Set(moved.map((key) => after[key]))).toEqual(new Set([addressOf(pool(count + 1).at(-1)!)]))
    expect(moved.length / KEYS.length).toBeGreaterThan(0.6 / (count + 1))
    expect(moved.length / KEYS.length).toBeLessThan(1.6 / (count + 1))
  })

  test('one that drains loses its own keys alone', () => {
    const drained = pool(count, (place) => (place === 1 ? 0 : 100))
    expect(owners(drained, slots)).toEqual(owners(targets.toSpliced(1, 1), slots))
  })

  test.each<[string, (ring: Ring, isUp: (place: number) => boolean) => (hash: number) => number]>([
    ['left out', (ring, isUp) => (hash) => { const without = ringOf(ring, isUp); return without.holders[markOf(without, hash)]! }],
    ['passed by', (ring, isUp) => (hash) => placeFor(ring, hash, isUp)],
  ])('one that is %s for a while finds its own keys again', (_, find) => {
    const ring = buildRing(targets, slots)
    const owner = find(ring, (place) => place !== 1)
    const after = before.map((address, key) => (key % 20 === 0 ? addressOf(targets[owner(KEYS[key]!)]!) : address))
    expect(after).not.toEqual(before)
    for (const key of movedOf(before, after)) expect(before[key]).toBe(addressOf(targets[1]!))
    for (const [key, address] of after.entries()) if (key % 20 === 0) expect(address).not.toBe(addressOf(targets[1]!))
  })
})

test('the order of the targets does not matter', () => {
  const targets = pool(40, (place) => 10 + place)
  expect(owners(targets.toReversed())).toEqual(owners(targets))
  expect(owners([...targets.slice(17), ...targets.slice(0, 17)])).toEqual(owners(targets))
})

test.each<[string, (place: number) => number, number]>([
  ['equal', () => 100, 10_000],
  ['of 1 to 4', (place) => 1 + (place % 4), 65_536],
])('shares follow weights that are %s', (_, weight, slots) => {
  const targets = pool(20, weight)
  const total = targets.reduce((sum, target) => sum + target.weight, 0)
  const counts = Map.groupBy(owners(targets, slots), (owner) => owner)
  for (const target of targets) {
    const share = counts.get(addressOf(target))!.length / KEYS.length
    expect(Math.abs(share - target.weight / total)).toBeLessThan((0.35 * target.weight) / total)
  }
})

test.each([[1, 10], [1000, 10_000], [10_000, 1000]])('%i targets on %i slots all have marks', (count, slots) => {
  const { holders } = buildRing(pool(count, (place) => (place === 0 ? 65_535 : 1)), slots)
  expect(new Set(holders).size).toBe(count)
  expect(holders.length).toBeLessThan(2 ** 17)
})

test('nobody holds a ring of weights of 0', () => {
  const ring = buildRing(pool(3, () => 0), 1000)
  expect(markOf(ring, 500)).toBe(-1)
  expect(placeFor(ring, 500, everyone)).toBe(-1)
  expect(hashFor(ring, 0, Math.random)).toBeNull()
})

describe('walking down', () => {
  // Of six slots: one mark in the second, two in the fourth (the second of them four turns on), one in the fifth.
  const ring: Ring = { slots: 6, starts: Int32Array.of(0, 0, 1, 1, 3, 4, 4), hashes: Uint32Array.of(1, 9, 33, 4), holders: Int32Array.of(0, 1, 2, 3) }
  test.each<[number, number, (place: number) => boolean]>([
    [5, 3, everyone],
    [4, 3, everyone],
    [3, 1, everyone],
    [27, 1, everyone],
    [33, 2, everyone],
    [600_003, 2, everyone],
    [2, 0, everyone],
    [0, 3, everyone],
    [4, 0, (place) => place === 0],
    [2, 1, (place) => place === 1],
    [0, -1, () => false],
  ])('%i goes to %i', (hash, place, takes) => {
    expect(placeFor(ring, hash, takes)).toBe(place)
  })
})

describe('a hash for a place', () => {
  test('is not searched for: it takes two numbers by chance at most', () => {
    const ring = buildRing(pool(1000), 10_000)
    let asked = 0
    for (let place = 0; place < 1000; place++) hashFor(ring, place, () => (asked++, Math.random()))
    expect(asked).toBeLessThanOrEqual(2000)
  })

  test('comes from the slots of all its marks, and from the empty ones above', () => {
    // Slots 1 (0), 3 (1, 1 and 0) and 4 (2), of which the first mark of 1 shares its hash with the second.
    const starts = Int32Array.of(0, 0, 1, 1, 4, 5, 5)
    const ring: Ring = { slots: 6, starts, hashes: Uint32Array.of(1, 9, 9, 33, 4), holders: Int32Array.of(0, 1, 1, 0, 2) }
    for (const [place, slots] of [[0, [1, 2, 3]], [1, [3]], [2, [0, 4, 5]]] as const) {
      const hashes = Array.from({ length: 400 }, () => hashFor(ring, place, Math.random)!)
      for (const hash of hashes) expect(ring.holders[markOf(ring, hash)], `${hash}`).toBe(place)
      expect([...new Set(hashes.map((hash) => hash % 6))].sort()).toEqual(slots)
    }
    expect(hashFor(ring, 3, Math.random)).toBeNull()
  })

  test('is one of all that go there: marks with more of the ring give more', () => {
    const ring = buildRing(pool(3), 10_000)
    const marksOf = (hashes: readonly number[]) => Map.groupBy(hashes, (hash) => markOf(ring, hash))
    const found = marksOf(Array.from({ length: 20_000 }, () => hashFor(ring, 1, Math.random)!))
    const drawn = marksOf(Array.from({ length: 60_000 }, () => Math.floor(Math.random() * 2 ** 32)).filter((hash) => ring.holders[markOf(ring, hash)] === 1))
    const all = [...drawn.values()].reduce((sum, { length }) => sum + length, 0)
    for (const [mark, { length }] of drawn) expect(Math.abs((found.get(mark)?.length ?? 0) / 20_000 - length / all)).toBeLessThan(0.008)
  })
})

test.each([[1, 10_000], [2, 1000], [50, 10_000], [700, 1000], [9, 65_536]])('hashes for each place of %i targets on %i slots', (count, slots) => {
  const ring = buildRing(pool(count), slots)
  for (let place = 0; place < count; place++) {
    for (const random of [() => 0, Math.random]) {
      const hash = hashFor(ring, place, random)!
      expect(ring.holders[markOf(ring, hash)], `${hash}`).toBe(place)
      expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32, `${hash}`).toBe(true)
    }
  }
})
