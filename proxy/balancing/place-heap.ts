/** Places by a key, and by an order where keys are equal: the lowest is at hand. */
export type PlaceHeap = {
  readonly size: number
  clear(): void
  /** Adds a place, or moves it. */
  set(place: number, key: number, order: number): void
  has(place: number): boolean
  keyOf(place: number): number
  orderOf(place: number): number
  /** The lowest that is not among `tried`; -1: there is none. */
  first(tried: readonly number[]): number
}

/** @param capacity places are below it */
export function createPlaceHeap(capacity: number): PlaceHeap {
  const keys = new Float64Array(capacity)
  const orders = new Float64Array(capacity)
  const heap = new Int32Array(capacity)
  const nodes = new Int32Array(capacity).fill(-1)
  let size = 0

  function isBefore(a: number, b: number): boolean {
    const difference = keys[a]! - keys[b]!
    return difference < 0 || (difference === 0 && orders[a]! < orders[b]!)
  }

  function put(node: number, place: number): void {
    heap[node] = place
    nodes[place] = node
  }

  function rise(start: number, place: number): number {
    let node = start
    while (node > 0) {
      const parent = (node - 1) >> 1
      if (!isBefore(place, heap[parent]!)) break
      put(node, heap[parent]!)
      node = parent
    }
    return node
  }

  function sink(start: number, place: number): number {
    let node = start
    for (;;) {
      let child = 2 * node + 1
      if (child >= size) return node
      if (child + 1 < size && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, place)) return node
      put(node, heap[child]!)
      node = child
    }
  }

  // Below a node that was not tried, nothing is lower.
  function lowest(node: number, tried: readonly number[]): number {
    if (node >= size) return -1
    const place = heap[node]!
    if (!tried.includes(place)) return place
    const left = lowest(2 * node + 1, tried)
    const right = lowest(2 * node + 2, tried)
    if (left === -1 || right === -1) return Math.max(left, right)
    return isBefore(left, right) ? left : right
  }

  return {
    get size() {
      return size
    },
    clear() {
      for (let node = 0; node < size; node++) nodes[heap[node]!] = -1
      size = 0
    },
    set(place, key, order) {
      keys[place] = key
      orders[place] = order
      const node = nodes[place] === -1 ? size++ : nodes[place]!
      const risen = rise(node, place)
      put(risen === node ? sink(node, place) : risen, place)
    },
    has: (place) => nodes[place] !== -1,
    keyOf: (place) => keys[place]!,
    orderOf: (place) => orders[place]!,
    first: (tried) => (tried.length === 0 ? (size === 0 ? -1 : heap[0]!) : lowest(0, tried)),
  }
}
