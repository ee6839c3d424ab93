import { CR, LF, SP, VALUE } from './bytes.ts'
import { connectionOptions, NO_OPTIONS, withoutNames } from './connection.ts'
import { isChunked, readLength } from './framing.ts'
import { CHUNKED, UNTIL_CLOSE, type HeadLimits, type Refusal, type ResponseHead } from './message.ts'
import { idOf } from './names.ts'
import { refuse } from './refuse.ts'
import { ID, LINE, NEXT_LINE, scan, scanFields, STRIDE, VALUE_END, VALUE_START } from './scan-fields.ts'

const CONNECTION = idOf('connection')
const TRANSFER_ENCODING = idOf('transfer-encoding')
const UPGRADE = idOf('upgrade')
const CONTENT_LENGTH = idOf('content-length')
const SERVER = idOf('server')
const DATE = idOf('date')
/** Ids of names that a response loses: hop-by-hop fields, Trailer, and what only we may say. */
const NOT_RETURNED = new Uint8Array(64)
const LOST = [
  'connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade', 'trailer', 'sluice-trace-result',
] as const
for (const name of LOST) NOT_RETURNED[idOf(name)] = 1

const VERSION = 'HTTP/1.'

/** What the last status line said; one object for all, as in `scan`. */
const line = { minor: 1 as 0 | 1, status: 0, reason: '' }

/** Reads `HTTP/1.x SP status [SP reason] CRLF` (RFC 9112 §4). @returns the offset behind it; 0: more bytes are needed */
function readStatusLine(text: string, end: number): number | Refusal {
  for (let i = 0; i < VERSION.length; i++) {
    if (i >= end) return 0
    if (text.charCodeAt(i) !== VERSION.charCodeAt(i)) return refuse('version')
  }
  if (end < 8) return 0
  const minor = text.charCodeAt(7) - 0x30
  if (minor !== 0 && minor !== 1) return refuse('version')
  if (end > 8 && text.charCodeAt(8) !== SP) return refuse('status-line')
  let status = 0
  for (let i = 9; i < 12; i++) {
    if (i >= end) return 0
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9 || (i === 9 && digit === 0)) return refuse('status-line')
    status = status * 10 + digit
  }
  if (end === 12) return 0
  let i = 12
  if (text.charCodeAt(i) === SP) {
    i++
    while (i < end && VALUE[text.charCodeAt(i)] === 1) i++
    if (i >= end) return 0
  }
  if (text.charCodeAt(i) !== CR) return refuse(text.charCodeAt(i) === LF ? 'bare-lf' : 'status-line')
  if (i + 1 >= end) return 0
  if (text.charCodeAt(i + 1) !== LF) return refuse('bare-cr')
  line.minor = minor
  line.status = status
  line.reason = text.slice(13, i)
  return i + 2
}

/**
 * Reads the head that a target's unread bytes begin with, as strictly as a request: RFC 9112 §4–§7. The code of a refusal
 * means nothing here. `keepAlive` is what the head says; a body that is UNTIL_CLOSE ends the connection all the same.
 * @param text unread bytes as latin1; a body may stand behind the head
 * @returns null while the head is not complete
 */
export function readResponseHead(text: string, limits: HeadLimits): ResponseHead | Refusal | null {
  const start = readStatusLine(text, Math.min(text.length, limits.headBytes))
  if (typeof start !== 'number') return start
  if (start === 0) return text.length >= limits.headBytes ? refuse('head-length', 'HEADERS_TOO_LARGE') : null
  const size = scanFields(text, start, limits)
  if (size > 0) return interpret(text, start, size)
  return size === 0 ? null : scan.refusal
}

function interpret(text: string, start: number, size: number): ResponseHead | Refusal {
  const { minor, status, reason } = line
  const { numbers, count } = scan
  const fieldsEnd = size - 2
  let lengths = 0
  let length = 0
  let coding: string | null = null
  let connection = ''
  let upgrade = ''
  let lengthLine = -1
  let hasDate = false

  for (let at = 0; at < count * STRIDE; at += STRIDE) {
    const id = numbers[at + ID]!
    if (id === CONTENT_LENGTH) {
      lengths++
      lengthLine = at
      length = readLength(text.slice(numbers[at + VALUE_START], numbers[at + VALUE_END]))
    } else if (id === TRANSFER_ENCODING) {
      const value = text.slice(numbers[at + VALUE_START], numbers[at + NEXT_LINE]! - 2)
      coding = coding === null ? value : `${coding},${value}`
    } else if (id === CONNECTION || id === UPGRADE) {
      const value = text.slice(numbers[at + VALUE_START], numbers[at + VALUE_END])
      if (id === CONNECTION) connection = connection === '' ? value : `${connection}, ${value}`
      else upgrade = upgrade === '' ? value : `${upgrade}, ${value}`
    } else if (id === DATE) hasDate = true
  }

  const isInterim = status < 200
  let closes = false
  if (coding !== null) {
    if (minor === 0) return refuse('coding-in-1.0')
    if (lengths > 0) return refuse('length-and-coding')
    if (!isChunked(coding) || isInterim) return refuse('transfer-encoding')
    length = CHUNKED
    // It must not be there (RFC 9112 §6.1), and some send the last chunk all the same: nobody knows what comes next.
    closes = status === 204
  } else if (lengths > 1 || length < 0) return refuse('content-length')
  else if (lengths === 0) length = UNTIL_CLOSE
  const hasNoBody = isInterim || status === 204 || status === 304
  const options = connection === '' ? NO_OPTIONS : connectionOptions(connection)
  if (options === null) return refuse('connection')

  let passed = ''
  let keptFrom = start
  const keepsLength = !isInterim && status !== 204
  for (let at = 0; at < count * STRIDE; at += STRIDE) {
    const id = numbers[at + ID]!
    const isDropped =
      NOT_RETURNED[Math.abs(id)] === 1 ||
      (at === lengthLine && !keepsLength) ||
      (id === SERVER && text.slice(numbers[at + VALUE_START], numbers[at + VALUE_END]).toLowerCase() === 'sluice')
    if (!isDropped) continue
    if (numbers[at + LINE]! > keptFrom) passed += text.slice(keptFrom, numbers[at + LINE])
    keptFrom = numbers[at + NEXT_LINE]!
  }
  if (keptFrom < fieldsEnd) passed += text.slice(keptFrom, fieldsEnd)
  if (options.names !== null) passed = withoutNames(passed, options.names)

  return {
    kind: 'response', status, reason, passed, length: hasNoBody ? 0 : length, hasDate,
    keepAlive: !options.close && !closes && (minor === 1 || options.keepAlive),
    upgrade: minor === 1 && options.upgrade ? upgrade.toLowerCase() : '',
    size,
  }
}
