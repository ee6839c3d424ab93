import { canonical } from './json.ts'

/** `removed` items from place `at` of the old list on give way to those added. */
export type Hunk = { at: number; removed: number; added: unknown[] }

/**
 * What makes one list of another, by a longest common subsequence: items that stay are in no hunk. Where as many come as go,
 * they are taken for the same ones, changed.
 */
export function hunksOf(old: readonly unknown[], wanted: readonly unknown[]): Hunk[] {
  const a = old.map(canonical)
  const b = wanted.map(canonical)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1
    endB -= 1
  }
  const lengths = commonLengths(a.slice(start, endA), b.slice(start, endB))
  const hunks: Hunk[] = []
  let open: Hunk | null = null
  const hunk = (at: number): Hunk => {
    if (!open) hunks.push((open = { at, removed: 0, added: [] }))
    return open
  }
  for (let i = start, j = start; i < endA || j < endB; ) {
    if (i < endA && j < endB && a[i] === b[j]) {
      open = null
      i += 1
      j += 1
    } else if (j === endB || (i < endA && lengths[i - start + 1]![j - start]! >= lengths[i - start]![j - start + 1]!)) {
      hunk(i).removed += 1
      i += 1
    } else {
      hunk(i).added.push(wanted[j])
      j += 1
    }
  }
  return hunks
}

/** By place in both: how many items the two rests have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      rows[i]![j] = a[i] === b[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!)
    }
  }
  return rows
}
