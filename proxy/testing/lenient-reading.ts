/** How a reader that takes whatever it gets finds the requests in it; where readers differ, requests are smuggled. */
export type Manner = {
  /** What it takes for the end of a line. */
  lineEnd: 'CRLF' | 'LF' | 'CR'
  /** Which of Content-Length and Transfer-Encoding it believes where both are there. */
  believes: 'length' | 'coding'
  /** Which of several lengths. */
  takes: 'first' | 'last'
}

export const MANNERS: readonly Manner[] = (['CRLF', 'LF', 'CR'] as const).flatMap((lineEnd) =>
  (['length', 'coding'] as const).flatMap((believes) => (['first', 'last'] as const).map((takes) => ({ lineEnd, believes, takes }))),
)

/** A line break is one of these; CR before LF belongs to it. */
const BREAKS = { CRLF: '\\r\\n', LF: '\\r?\\n', CR: '(?:\\r?\\n|\\r(?!\\n))' } as const
const PATTERNS = Object.fromEntries(
  Object.entries(BREAKS).map(([name, end]) => [
    name,
    { one: new RegExp(end, 'g'), empty: new RegExp(`${end}${end}`, 'g'), before: new RegExp(`(?:${end})*`, 'y') },
  ]),
) as Record<Manner['lineEnd'], { one: RegExp; empty: RegExp; before: RegExp }>

function find(pattern: RegExp, text: string, from: number): { start: number; end: number } | null {
  pattern.lastIndex = from
  const found = pattern.exec(text)
  return found && { start: found.index, end: pattern.lastIndex }
}

/** Values of a field, whatever stands around its name. */
const valuesOf = (lines: readonly string[], name: string): string[] =>
  lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return line.slice(0, colon).trim().toLowerCase().replaceAll('_', '-') === name ? [line.slice(colon + 1)] : []
  })

/** Where a chunked body ends; null: it has not. */
function endOfChunks(text: string, from: number, { one, empty }: { one: RegExp; empty: RegExp }): number | null {
  for (let at = from; ; ) {
    const line = find(one, text, at)
    if (line === null) return null
    const size = Number.parseInt(text.slice(at, line.start), 16)
    if (!(size > 0)) return find(empty, text, line.start)?.end ?? null
    const data = find(one, text, line.end + size)
    if (data === null) return null
    at = data.end
  }
}

/**
 * The requests in the bytes of a connection, as `METHOD target`, and where the last one ends that is there as a whole.
 * @param text latin1
 */
export function readLeniently(text: string, { lineEnd, believes, takes }: Manner): { requests: string[]; end: number } {
  const patterns = PATTERNS[lineEnd]
  const requests: string[] = []
  for (let end = 0; ; ) {
    const start = find(patterns.before, text, end)!.end
    const head = find(patterns.empty, text, start)
    if (head === null) return { requests, end }
    const lines = text.slice(start, head.start).split(patterns.one)
    const coding = valuesOf(lines, 'transfer-encoding').some((value) => /chunked/i.test(value))
    const lengths = valuesOf(lines, 'content-length').map((value) => Number.parseInt(value, 10) || 0)
    const length = (takes === 'first' ? lengths[0] : lengths.at(-1)) ?? 0
    const isChunked = coding && (believes === 'coding' || lengths.length === 0)
    const next = isChunked ? endOfChunks(text, head.end, patterns) : head.end + length
    if (next === null || next > text.length) return { requests, end }
    requests.push(lines[0]!.split(' ').slice(0, 2).join(' '))
    end = next
  }
}
