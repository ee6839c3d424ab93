export type DiffLine = { kind: 'same' | 'added' | 'removed'; text: string }

/** The shortest line edit from one text to another, removed lines before added ones. */
export function diffLines(before: string[], after: string[]): DiffLine[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++
  const a = before.slice(start, before.length - end)
  const b = after.slice(start, after.length - end)
  return [
    ...before.slice(0, start).map((text) => ({ kind: 'same' as const, text })),
    ...middle(a, b),
    ...before.slice(before.length - end).map((text) => ({ kind: 'same' as const, text })),
  ]
}

// The table of common lengths is quadratic; beyond this the middle is shown as replaced whole.
const MAX_CELLS = 4_000_000

function middle(a: string[], b: string[]): DiffLine[] {
  const removed = a.map((text) => ({ kind: 'removed' as const, text }))
  const added = b.map((text) => ({ kind: 'added' as const, text }))
  if (a.length === 0 || b.length === 0 || a.length * b.length > MAX_CELLS) return [...removed, ...added]
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i]! })
      i++
      j++
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) lines.push(removed[i++]!)
    else lines.push(added[j++]!)
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)]
}

const SHOWN_WHOLE = 12

/** Keeps `context` same lines around each change; what is left out becomes a count. */
export function foldSame(lines: DiffLine[], context = 3): (DiffLine | { kind: 'fold'; count: number })[] {
  const near = new Set<number>()
  lines.forEach((line, index) => {
    if (line.kind !== 'same') for (let at = index - context; at <= index + context; at++) near.add(at)
  })
  const folded: (DiffLine | { kind: 'fold'; count: number })[] = []
  for (const [index, line] of lines.entries()) {
    const last = folded.at(-1)
    if (near.has(index) || lines.length <= SHOWN_WHOLE) folded.push(line)
    else if (last?.kind === 'fold') last.count++
    else folded.push({ kind: 'fold', count: 1 })
  }
  return folded
}
