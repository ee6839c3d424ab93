/** Code points as sorted, disjoint, inclusive ranges. */
export type CharSet = readonly (readonly [low: number, high: number])[]

export const HIGHEST = 0x10ffff
export const NONE: CharSet = []
export const ALL: CharSet = [[0, HIGHEST]]

/** Brings ranges in any order into the form of a set. */
export function charSet(ranges: CharSet): CharSet {
  const set: [number, number][] = []
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = set.at(-1)
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high)
    else set.push([low, high])
  }
  return set
}

export function union(...sets: CharSet[]): CharSet {
  const [only, ...others] = [...new Set(sets)].filter((set) => set.length > 0)
  return others.length === 0 ? (only ?? NONE) : charSet([only!, ...others].flat())
}

export function complement(set: CharSet): CharSet {
  const rest: [number, number][] = []
  let next = 0
  for (const [low, high] of set) {
    if (low > next) rest.push([next, low - 1])
    next = high + 1
  }
  if (next <= HIGHEST) rest.push([next, HIGHEST])
  return rest
}

export function overlaps(a: CharSet, b: CharSet): boolean {
  let at = 0
  for (const [low, high] of a) {
    while (at < b.length && b[at]![1] < low) at++
    if (at < b.length && b[at]![0] <= high) return true
  }
  return false
}

/** Whether no character is in two of the sets. */
export function areDisjoint(sets: readonly CharSet[]): boolean {
  const ranges = sets.flat().sort((a, b) => a[0] - b[0])
  return ranges.every(([low], index) => index === 0 || ranges[index - 1]![1] < low)
}

export const contains = (set: CharSet, char: number): boolean => set.some(([low, high]) => low <= char && char <= high)

/** The only character of the set, or null. */
export const onlyChar = (set: CharSet): number | null => (set.length === 1 && set[0]![0] === set[0]![1] ? set[0]![0] : null)

let variants: Map<number, number[]> | null = null

/** Characters beyond ASCII that differ only in case, by each of them. All of them stand in the first two planes. */
function caseVariants(): Map<number, number[]> {
  if (variants) return variants
  const byUpper = new Map<string, number[]>()
  for (let char = 0x80; char < 0x20000; char++) {
    const text = String.fromCodePoint(char)
    const upper = text.toUpperCase()
    if (upper === text && text.toLowerCase() === text) continue
    const family = byUpper.get(upper)
    if (family) family.push(char)
    else byUpper.set(upper, [char])
  }
  variants = new Map()
  for (const family of byUpper.values()) for (const char of family) if (family.length > 1) variants.set(char, family)
  return variants
}

/**
 * Adds the other case of every letter. An ASCII letter folds to its ASCII partner only, as in PCRE and JavaScript; RE2
 * alone would also take K (Kelvin) for k and ſ for s.
 */
export function foldCase(set: CharSet): CharSet {
  const added: [number, number][] = []
  for (const [low, high] of set) {
    const [fromUpper, toUpper] = [Math.max(low, 65), Math.min(high, 90)]
    if (fromUpper <= toUpper) added.push([fromUpper + 32, toUpper + 32])
    const [fromLower, toLower] = [Math.max(low, 97), Math.min(high, 122)]
    if (fromLower <= toLower) added.push([fromLower - 32, toLower - 32])
    if (high < 0x80) continue
    if (low === high) {
      for (const other of caseVariants().get(low) ?? []) added.push([other, other])
      continue
    }
    for (const [char, family] of caseVariants()) if (low <= char && char <= high) for (const other of family) added.push([other, other])
  }
  return added.length === 0 ? set : charSet([...set, ...added])
}
