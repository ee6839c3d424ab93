import { diffLines } from '#components/ui/diff-lines.ts'

/** A line of one side, with its number from 1. */
export type SideLine = { number: number; text: string }
/** Two lines that stand beside each other; `same`: neither was changed. */
export type SideRow = { kind: 'same' | 'changed'; left: SideLine | null; right: SideLine | null } | { kind: 'fold'; count: number }

const CONTEXT = 3

// Spaces inside a line mean nothing in YAML but where they indent.
const meaningOf = (line: string): string => (/^\s*/.exec(line)?.[0] ?? '') + line.trim().replace(/\s+/g, ' ')

const linesOf = (text: string): string[] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function paired(left: SideLine[], right: SideLine[]): SideRow[] {
  const isBlank = ({ text }: SideLine) => text.trim() === ''
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index): SideRow => ({ kind: 'changed', left: left[index] ?? null, right: right[index] ?? null }))
  return [...left, ...right].every(isBlank) ? rows.map((row) => ({ ...row, kind: 'same' }) as SideRow) : rows
}

/** Both texts line by line, what was changed beside what it became; lines that differ in spaces alone count as the same. */
export function sideRows(given: string, converted: string): SideRow[] {
  const [a, b] = [linesOf(given), linesOf(converted)]
  const rows: SideRow[] = []
  let [removed, added]: [SideLine[], SideLine[]] = [[], []]
  let [left, right] = [0, 0]
  const flush = () => {
    rows.push(...paired(removed, added))
    ;[removed, added] = [[], []]
  }
  for (const { kind } of diffLines(a.map(meaningOf), b.map(meaningOf))) {
    if (kind === 'removed') removed.push({ number: left + 1, text: a[left++]! })
    else if (kind === 'added') added.push({ number: right + 1, text: b[right++]! })
    else {
      flush()
      rows.push({ kind: 'same', left: { number: left + 1, text: a[left++]! }, right: { number: right + 1, text: b[right++]! } })
    }
  }
  flush()
  return rows
}

/** Leaves out what is far from every change. */
export function foldRows(rows: readonly SideRow[]): SideRow[] {
  const near = new Set<number>()
  rows.forEach((row, index) => {
    if (row.kind === 'changed') for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at)
  })
  const folded: SideRow[] = []
  for (const [index, row] of rows.entries()) {
    const last = folded.at(-1)
    if (near.has(index)) folded.push(row)
    else if (last?.kind === 'fold') last.count++
    else folded.push({ kind: 'fold', count: 1 })
  }
  return folded
}
