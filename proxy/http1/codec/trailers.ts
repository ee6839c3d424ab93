import { CR, LF } from './bytes.ts'
import type { HeadLimits, Refusal } from './message.ts'
import { KNOWN_NAMES } from './names.ts'
import { refuse } from './refuse.ts'
import { scan, scanFields } from './scan-fields.ts'

/**
 * Fields that have no place behind a body (RFC 9110 §6.5.1): all that a head's reader knows, since a target could not tell
 * what a client says there from what we say; then authentication, and what says how to read the message or how to keep it.
 */
const NOT_IN_TRAILERS: ReadonlySet<string> = new Set([
  ...KNOWN_NAMES, 'tracestate',
  'authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate', 'cookie', 'set-cookie',
  'content-type', 'content-encoding', 'content-range', 'range', 'max-forwards', 'cache-control', 'location', 'age', 'vary', 'expires',
])

const LINE_START = 0
const IN_LINE = 1
const LINE_LF = 2
const LAST_LF = 3

/** Where the reading of a trailer section stands. `lines`: what may go on, once `done`. */
export type Trailers = { done: boolean; lines: string; step: number; section: string }

/** The state before the first byte of a trailer section; made once for a body. */
export const createTrailers = (): Trailers => ({ done: false, lines: '', step: LINE_START, section: '' })

/**
 * Walks over bytes of a trailer section (RFC 9112 §7.1.2) and checks it, once it is complete, as strictly as a head.
 * @returns the offset behind what belongs to it
 */
export function walkTrailers(trailers: Trailers, buffer: Buffer, start: number, end: number, limits: HeadLimits): number | Refusal {
  let { step } = trailers
  let i = start
  let isComplete = false
  while (i < end && !isComplete) {
    const byte = buffer[i++]!
    if (step === LINE_LF || step === LAST_LF) {
      if (byte !== LF) return refuse('bare-cr')
      isComplete = step === LAST_LF
      step = LINE_START
    } else if (byte === CR) step = step === LINE_START ? LAST_LF : LINE_LF
    else if (byte === LF) return refuse('bare-lf')
    else step = IN_LINE
    if (trailers.section.length + i - start > limits.headBytes) return refuse('trailer', 'HEADERS_TOO_LARGE')
  }
  trailers.step = step
  trailers.section += buffer.toString('latin1', start, i)
  if (!isComplete) return i
  const lines = linesToPass(trailers.section, limits)
  if (typeof lines !== 'string') return lines
  trailers.lines = lines
  trailers.done = true
  return i
}

function linesToPass(section: string, limits: HeadLimits): string | Refusal {
  // The bound of bytes was kept while they came: a section that fills it is not too long.
  if (scanFields(section, 0, { ...limits, headBytes: section.length + 1 }) === -1) {
    return scan.refusal.reason === 'field-count' ? refuse('trailer', 'HEADERS_TOO_LARGE') : refuse('trailer')
  }
  let kept = ''
  for (let from = 0; from < section.length - 2; ) {
    const next = section.indexOf('\n', from) + 1
    const name = section.slice(from, section.indexOf(':', from)).toLowerCase()
    // Not only out of place: whoever sends these means a reader that takes them for framing.
    if (name === 'content-length' || name === 'transfer-encoding') return refuse('trailer')
    if (!NOT_IN_TRAILERS.has(name.replaceAll('_', '-'))) kept += section.slice(from, next)
    from = next
  }
  return kept
}
