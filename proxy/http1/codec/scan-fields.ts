import { COLON, CR, LF, NAME, SP, TAB, VALUE } from './bytes.ts'
import type { HeadLimits, Refusal } from './message.ts'
import { disguisedName, knownName } from './names.ts'
import { refuse } from './refuse.ts'

/** Numbers kept of a known line. */
export const ID = 0
export const LINE = 1
export const VALUE_START = 2
export const VALUE_END = 3
export const NEXT_LINE = 4
export const STRIDE = 5

/**
 * What the last scan found: `numbers` holds STRIDE numbers for each of `count` lines with a known name, in their order.
 * One object for all scans, since heads are read one at a time and to the end.
 */
export const scan: { numbers: Int32Array; count: number; refusal: Refusal } = {
  numbers: new Int32Array(STRIDE * 200),
  count: 0,
  refusal: refuse('head-length'),
}

function stop(refusal: Refusal): -1 {
  scan.refusal = refusal
  return -1
}

/** A line that begins where `text[at]` is, in place of a name. */
function nameFault(text: string, at: number, lineStart: number): Refusal {
  const code = text.charCodeAt(at)
  if (code === LF) return refuse('bare-lf')
  if (code === SP || code === TAB) return refuse(at === lineStart ? 'obs-fold' : 'space-before-colon')
  return refuse('field-name')
}

const valueFault = (code: number): Refusal => refuse(code === LF ? 'bare-lf' : 'field-value')

/**
 * Checks field lines and the empty line behind them, byte by byte, so that what is refused does not depend on how much has
 * come (RFC 9112 §5, §2.2: no folding, no space before the colon, no bare CR or LF).
 * @param from where the first field line begins
 * @returns the offset behind the empty line; 0: more bytes are needed; -1: refused, and `scan.refusal` says why
 */
export function scanFields(text: string, from: number, { headBytes, fields }: HeadLimits): number {
  if (scan.numbers.length < fields * STRIDE) scan.numbers = new Int32Array(fields * STRIDE)
  const { numbers } = scan
  const end = text.length < headBytes ? text.length : headBytes
  let count = 0
  let lines = 0
  let i = from
  while (i < end) {
    const line = i
    let c = text.charCodeAt(i)
    if (c === CR) {
      if (++i === end) break
      if (text.charCodeAt(i) !== LF) return stop(refuse('bare-cr'))
      scan.count = count
      return i + 1
    }
    if (lines++ === fields) return stop(refuse('field-count', 'HEADERS_TOO_LARGE'))

    let classes = 0
    let kind = 0
    while (i < end && (kind = NAME[c]!) !== 0) {
      classes |= kind
      c = text.charCodeAt(++i)
    }
    if (i === end) break
    if (c !== COLON || i === line) return stop(nameFault(text, i, line))
    const colon = i++

    while (i < end && ((c = text.charCodeAt(i)) === SP || c === TAB)) i++
    const value = i
    while (i < end && VALUE[(c = text.charCodeAt(i))] === 1) i++
    if (i === end) break
    if (c !== CR) return stop(valueFault(c))
    const stopped = i
    if (++i === end) break
    if (text.charCodeAt(i++) !== LF) return stop(refuse('bare-cr'))

    const id = classes < 2 ? knownName(text, line, colon) : disguisedName(text.slice(line, colon))
    if (id !== 0) {
      const at = count++ * STRIDE
      let valueEnd = stopped
      while (valueEnd > value && ((c = text.charCodeAt(valueEnd - 1)) === SP || c === TAB)) valueEnd--
      numbers[at + ID] = id
      numbers[at + LINE] = line
      numbers[at + VALUE_START] = value
      numbers[at + VALUE_END] = valueEnd
      numbers[at + NEXT_LINE] = i
    }
  }
  return text.length >= headBytes ? stop(refuse('head-length', 'HEADERS_TOO_LARGE')) : 0
}
