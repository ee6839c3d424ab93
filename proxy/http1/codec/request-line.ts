import { CR, LF, SP, TARGET, TOKEN } from './bytes.ts'
import type { HeadLimits, Refusal } from './message.ts'
import { refuse } from './refuse.ts'

/** What the last request line said; one object for all, as in `scan`. */
export const line = { method: '', target: '', minor: 1 as 0 | 1 }

const MOST_USED = ' HTTP/1.1\r\n'
const HTTP = 'HTTP/'

/** A method or target that ends in another way than with one space. */
function fault(code: number, reason: 'method' | 'target', isEmpty: boolean): Refusal {
  if (code === LF) return refuse('bare-lf')
  return refuse(code === CR || (code === SP && isEmpty) ? 'request-line' : reason)
}

function versionFault(major: number): Refusal {
  return refuse('version', major === 0 ? 'BAD_REQUEST' : 'VERSION')
}

/** Reads `HTTP/1.x CRLF` from `at` on. @returns the offset behind it, or as `readRequestLine` */
function readVersion(text: string, at: number, end: number): number | Refusal {
  for (let i = 0; i < HTTP.length; i++) {
    if (at + i >= end) return 0
    if (text.charCodeAt(at + i) !== HTTP.charCodeAt(i)) return refuse(i === 0 && text.charCodeAt(at) === SP ? 'request-line' : 'version')
  }
  const digitAt = (i: number): number => text.charCodeAt(i) - 0x30
  const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9
  const [major, minor] = [at + 5, at + 7]
  if (major < end && !isDigit(digitAt(major))) return refuse('version')
  if (major + 1 < end && text[major + 1] !== '.') return refuse('version')
  if (minor < end && !isDigit(digitAt(minor))) return refuse('version')
  if (minor + 1 < end && text.charCodeAt(minor + 1) === LF) return refuse('bare-lf')
  if (minor + 1 < end && text.charCodeAt(minor + 1) !== CR) return refuse('version')
  if (minor + 2 < end && text.charCodeAt(minor + 2) !== LF) return refuse('bare-cr')
  if (minor + 2 >= end) return 0
  if (digitAt(major) !== 1 || digitAt(minor) > 1) return versionFault(digitAt(major))
  line.minor = digitAt(minor) as 0 | 1
  return minor + 3
}

/**
 * Reads `METHOD SP target SP HTTP/1.x CRLF` (RFC 9112 §3) into `line`. The form of the target is not checked yet.
 * @param end where to stop: the end of the text, or of what a head may have
 * @returns the offset behind the line; 0: more bytes are needed
 */
export function readRequestLine(text: string, end: number, { targetBytes }: HeadLimits): number | Refusal {
  let i = 0
  // One empty line, as some clients send behind a body (RFC 9112 §2.2).
  if (end > 0 && text.charCodeAt(0) === CR) {
    if (end === 1) return 0
    if (text.charCodeAt(1) !== LF) return refuse('bare-cr')
    i = 2
  }
  const start = i
  while (i < end && TOKEN[text.charCodeAt(i)] === 1) i++
  if (i === end) return 0
  const code = text.charCodeAt(i)
  if (code !== SP || i === start) return fault(code, 'method', i === start)
  const method = text.slice(start, i)
  if (method === 'CONNECT') return refuse('method', 'METHOD_NOT_ALLOWED')

  const from = ++i
  while (i < end && TARGET[text.charCodeAt(i)] === 1) i++
  if (i - from > targetBytes) return refuse('target-length', 'URI_TOO_LONG')
  if (i === end) return 0
  const ended = text.charCodeAt(i)
  if (ended !== SP || i === from) return fault(ended, 'target', i === from)
  line.method = method
  line.target = text.slice(from, i)
  if (i + MOST_USED.length <= end && text.startsWith(MOST_USED, i)) {
    line.minor = 1
    return i + MOST_USED.length
  }
  return readVersion(text, i + 1, end)
}
