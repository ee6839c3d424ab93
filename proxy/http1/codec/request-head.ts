import { isAuthority } from './authority.ts'
import { connectionOptions, NO_OPTIONS, withoutNames } from './connection.ts'
import { codingFault, isChunked, readLength } from './framing.ts'
import { CHUNKED, type ForwardedFields, type HeadLimits, type Refusal, type RequestHead } from './message.ts'
import { idOf } from './names.ts'
import { refuse } from './refuse.ts'
import { line, readRequestLine } from './request-line.ts'
import { ID, LINE, NEXT_LINE, scan, scanFields, STRIDE, VALUE_END, VALUE_START } from './scan-fields.ts'
import { traceContextOf } from './trace-context.ts'

const CONNECTION = idOf('connection')
const TE = idOf('te')
const TRANSFER_ENCODING = idOf('transfer-encoding')
const UPGRADE = idOf('upgrade')
const HOST = idOf('host')
const CONTENT_LENGTH = idOf('content-length')
const EXPECT = idOf('expect')
const TRAILER = idOf('trailer')
const FORWARDED = idOf('forwarded')
const FORWARDED_FOR = idOf('x-forwarded-for')
const FORWARDED_PROTO = idOf('x-forwarded-proto')
const FORWARDED_HOST = idOf('x-forwarded-host')
const FORWARDED_PORT = idOf('x-forwarded-port')
const FORWARDED_PREFIX = idOf('x-forwarded-prefix')
const REQUEST_ID = idOf('x-request-id')
const TRACEPARENT = idOf('traceparent')
const TRACE = idOf('sluice-trace')
/** From here on names that only responses are checked for: a request keeps them. */
const FIRST_OF_RESPONSES = idOf('sluice-trace-result')

/** Means nothing without a good traceparent (W3C Trace Context). */
const TRACE_STATE: ReadonlySet<string> = new Set(['tracestate'])
const VALID_REQUEST_ID = /^[\x21-\x7e]{1,128}$/
const TAKES_TRAILERS = /(?:^|,)[ \t]*trailers[ \t]*(?:,|$)/i
const ABSOLUTE = /^https?:\/\/([^/?#]*)([/?].*)?$/i
const SLASH = 0x2f

const joined = (before: string, value: string): string => (before === '' ? value : `${before}, ${value}`)

/** The field of `ForwardedFields` that a line fills. */
const FORWARDED_KEYS: Readonly<Record<number, keyof ForwardedFields>> = {
  [FORWARDED]: 'forwarded', [FORWARDED_FOR]: 'for', [FORWARDED_PROTO]: 'proto', [FORWARDED_HOST]: 'host', [FORWARDED_PORT]: 'port',
  [FORWARDED_PREFIX]: 'prefix',
}

/**
 * Reads the head that a connection's unread bytes begin with: the one strict reading of RFC 9112 §2–§7 and RFC 9110 §7.2,
 * §7.6.1. What is refused is refused as soon as it can be seen, however the bytes were split.
 * @param text unread bytes as latin1; a body or further requests may stand behind the head
 * @returns null while the head is not complete
 */
export function readRequestHead(text: string, limits: HeadLimits): RequestHead | Refusal | null {
  const end = Math.min(text.length, limits.headBytes)
  const start = readRequestLine(text, end, limits)
  if (typeof start !== 'number') return start
  if (start === 0) return text.length >= limits.headBytes ? refuse('head-length', 'URI_TOO_LONG') : null
  const size = scanFields(text, start, limits)
  if (size > 0) return interpret(text, start, size)
  return size === 0 ? null : scan.refusal
}

function interpret(text: string, start: number, size: number): RequestHead | Refusal {
  const { method, minor } = line
  const { numbers, count } = scan
  const fieldsEnd = size - 2
  let passed = ''
  let keptFrom = start
  let hosts = 0
  let host = ''
  let lengths = 0
  let length = 0
  let coding: string | null = null
  let connection = ''
  let upgrade = ''
  let expects = false
  let takesTrailers = false
  let trailer = ''
  let forwarded: ForwardedFields | null = null
  let requestIds = 0
  let requestId = ''
  let traceparents: string[] | null = null
  let trace = ''

  for (let at = 0; at < count * STRIDE; at += STRIDE) {
    const id = numbers[at + ID]!
    if (Math.abs(id) >= FIRST_OF_RESPONSES) continue
    if (numbers[at + LINE]! > keptFrom) passed += text.slice(keptFrom, numbers[at + LINE])
    keptFrom = numbers[at + NEXT_LINE]!
    if (id < 0) continue
    const value = text.slice(numbers[at + VALUE_START], numbers[at + VALUE_END])
    switch (id) {
      case HOST:
        hosts++
        host = value
        break
      case CONNECTION:
        connection = joined(connection, value)
        break
      case CONTENT_LENGTH:
        lengths++
        // A reader that takes it for octal would see another end of the body.
        length = value.length > 1 && value.startsWith('0') ? -1 : readLength(value)
        break
      case TRANSFER_ENCODING:
        // Nobody writes a space behind it but to hide it from a reader that does not trim.
        if (numbers[at + VALUE_END] !== numbers[at + NEXT_LINE]! - 2) return refuse('transfer-encoding')
        coding = coding === null ? value : `${coding},${value}`
        break
      case UPGRADE:
        upgrade = joined(upgrade, value)
        break
      case EXPECT:
        if (value.toLowerCase() !== '100-continue') return refuse('expectation', 'EXPECTATION_FAILED')
        expects = minor === 1
        break
      case TE:
        takesTrailers ||= TAKES_TRAILERS.test(value)
        break
      case TRAILER:
        trailer = joined(trailer, value)
        break
      case REQUEST_ID:
        requestIds++
        requestId = value
        break
      case TRACEPARENT:
        traceparents = traceparents === null ? [value] : [...traceparents, value]
        break
      case TRACE:
        if (trace === '') trace = value
        break
      default: {
        const key = FORWARDED_KEYS[id]
        if (key === undefined) break
        forwarded ??= { for: '', proto: '', host: '', port: '', prefix: '', forwarded: '' }
        forwarded[key] = joined(forwarded[key], value)
      }
    }
  }
  if (keptFrom < fieldsEnd) passed += text.slice(keptFrom, fieldsEnd)

  if (coding !== null) {
    if (minor === 0) return refuse('coding-in-1.0')
    if (lengths > 0) return refuse('length-and-coding')
    if (!isChunked(coding)) return codingFault(coding)
    length = CHUNKED
  } else if (lengths > 1 || length < 0) return refuse('content-length')

  if (hosts !== 1 && (hosts > 1 || minor === 1)) return refuse(hosts === 0 ? 'host-missing' : 'host-repeated', 'BAD_HOST')
  if (hosts === 1 && !isAuthority(host)) return refuse('host-invalid', 'BAD_HOST')
  let { target } = line
  if (target.charCodeAt(0) !== SLASH) {
    const absolute = ABSOLUTE.exec(target)
    if (absolute === null) return refuse('target')
    host = absolute[1]!
    if (!isAuthority(host)) return refuse('host-invalid', 'BAD_HOST')
    const rest = absolute[2] ?? ''
    target = rest.startsWith('/') ? rest : `/${rest}`
  }

  const options = connection === '' ? NO_OPTIONS : connectionOptions(connection)
  if (options === null) return refuse('connection')
  if (options.names !== null) passed = withoutNames(passed, options.names)

  let traceparent = ''
  if (traceparents !== null) {
    if (traceContextOf(traceparents).isPassed) {
      traceparent = traceparents[0]!
      passed += `traceparent: ${traceparent}\r\n`
    } else passed = withoutNames(passed, TRACE_STATE)
  }

  return {
    kind: 'request', method, target, host, minor, passed, fields: text.slice(start, fieldsEnd), length, hasLength: lengths > 0,
    keepAlive: !options.close && (minor === 1 || options.keepAlive),
    upgrade: minor === 1 && options.upgrade ? upgrade.toLowerCase() : '',
    expects, takesTrailers, trailer: length === CHUNKED ? trailer : '', forwarded,
    requestId: requestIds === 1 && VALID_REQUEST_ID.test(requestId) ? requestId : '',
    traceparent, trace, size,
  }
}
