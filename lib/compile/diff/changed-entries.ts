/** Places in two lists of what one has and the other has not, or has elsewhere. */
export type Changed = { removed: number[]; added: number[] }

/** Pairs equal keys, the first with the first: for each place in `after` its place in `before`, or -1. */
function pairUp(before: readonly string[], after: readonly string[]): number[] {
  const places = new Map<string, number[]>()
  for (let place = before.length - 1; place >= 0; place--) {
    const list = places.get(before[place]!)
    if (list) list.push(place)
    else places.set(before[place]!, [place])
  }
  return after.map((key) => places.get(key)?.pop() ?? -1)
}

/** The longest rising subsequence, by the places of its members; -1 is left out. Patience sorting: n log n. */
function rising(values: readonly number[]): Set<number> {
  const tails: number[] = []
  const previous = Array.from({ length: values.length }, () => -1)
  values.forEach((value, place) => {
    if (value === -1) return
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[tails[middle]!]! < value) low = middle + 1
      else high = middle
    }
    if (low > 0) previous[place] = tails[low - 1]!
    tails[low] = place
  })
  const members = new Set<number>()
  for (let place = tails.at(-1) ?? -1; place !== -1; place = previous[place]!) members.add(place)
  return members
}

/** What has to go and what has to come so that one list becomes the other; the rest is equal, and in the same order. */
export function changedEntries(before: readonly string[], after: readonly string[]): Changed {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const old = before.slice(head, before.length - tail)
  const next = after.slice(head, after.length - tail)
  const partners = pairUp(old, next)
  const kept = rising(partners)
  const stays = new Set([...kept].map((place) => partners[place]))
  return {
    removed: old.flatMap((_, place) => (stays.has(place) ? [] : [head + place])),
    added: next.flatMap((_, place) => (kept.has(place) ? [] : [head + place])),
  }
}
