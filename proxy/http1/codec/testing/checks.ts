import { CHUNKED, type HeadLimits, type Refusal, type RequestHead, type ResponseHead } from '../message.ts'
import { readRequestHead } from '../request-head.ts'
import { readResponseHead } from '../response-head.ts'
import { LIMITS, readMessages, type Message, type Reading } from './read-messages.ts'
import type { Random } from './random.ts'

const LINES = /^(?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/
// oxlint-disable-next-line no-control-regex -- these are what must not be there
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/
const NEVER_SENT = /^(?:connection|keep[-_]alive|proxy[-_]connection|te|transfer[-_]encoding|upgrade|trailer)[ \t]*:/im
const WRITTEN_HERE = 'host|content-length|expect|proxy|forwarded|x-forwarded-(?:for|proto|host|port|prefix|path|scheme|ssl)|x-real-ip|x-request-id|x-client-cert-(?:verify|subject|issuer|serial|fingerprint)|sluice-trace'
const NEVER_SENT_ON = new RegExp(`^(?:${WRITTEN_HERE.replaceAll('-', '[-_]')})[ \\t]*:`, 'im')
const NEVER_IN_TRAILERS = /^(?:traceparent|tracestate|authorization|cookie|set[-_]cookie)[ \t]*:/im
const NEVER_SENT_BACK = /^(?:sluice[-_]trace[-_]result[ \t]*:|server[ \t]*:[ \t]*sluice[ \t]*\r)/im

/** More than what was read, since what is written anew may be a little longer. */
const REREAD: HeadLimits = { ...LIMITS, headBytes: LIMITS.headBytes * 2 }

export type Side = 'request' | 'response'

function cut(bytes: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const to = Math.min(bytes.length, at + 1 + random(random(3) === 0 ? 4 : bytes.length))
    pieces.push(bytes.subarray(at, to))
    at = to
  }
  return pieces
}

const framing = (length: number): string => (length === CHUNKED ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${length}\r\n`)

/** The message as a proxy that adds nothing would write it. */
function written({ head, sent, trailers }: Message<RequestHead | ResponseHead>): string {
  const body = head.length === CHUNKED ? `${sent}0\r\n${trailers}\r\n` : sent
  if (head.kind === 'request') {
    const host = head.host === '' ? '' : `Host: ${head.host}\r\n`
    return `${head.method} ${head.target} HTTP/1.${head.minor}\r\n${host}${head.passed}${framing(head.length)}\r\n${body}`
  }
  return `HTTP/1.1 ${head.status} ${head.reason}\r\n${head.passed}${head.length === CHUNKED ? framing(CHUNKED) : ''}\r\n${body}`
}

function outputFault({ head, fields, trailers }: Message<RequestHead | ResponseHead>): string | null {
  if (head.kind === 'request' && head.fields !== fields) return 'other fields than came'
  if (!LINES.test(fields) || !LINES.test(head.passed) || !LINES.test(trailers)) return 'a line that is none'
  if (NEVER_SENT.test(head.passed) || [NEVER_SENT, NEVER_SENT_ON, NEVER_IN_TRAILERS].some((never) => never.test(trailers))) return 'a field that must end here'
  if (head.kind === 'response') {
    return CONTROL.test(head.reason) || CONTROL.test(head.upgrade) || NEVER_SENT_BACK.test(head.passed) ? 'a field that must not come back' : null
  }
  if (NEVER_SENT_ON.test(head.passed)) return 'a field that must not go on'
  const values = [head.method, head.target, head.host, head.upgrade, head.trailer, head.requestId, head.trace, ...Object.values(head.forwarded ?? {})]
  return values.some((value) => CONTROL.test(value)) ? 'a control character in a value' : null
}

/** What of a message must be the same once it has been written and read again. */
function essence({ head, payload, sent, trailers, isComplete }: Message<RequestHead | ResponseHead>): string {
  const start = head.kind === 'request' ? [head.method, head.target, head.host, head.minor] : [head.status, head.reason]
  return JSON.stringify([start, head.passed, head.length, payload, sent, trailers, isComplete])
}

const isSameReading = (a: Reading<RequestHead | ResponseHead>, b: Reading<RequestHead | ResponseHead>): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Checks what must hold for any bytes: that their pieces do not matter, that nothing comes out that could be read in
 * another way, and that what is sent on is read again as what it was.
 * @returns what does not hold, or null; and the reading
 */
export function checkBytes(side: Side, bytes: Buffer, random: Random): { fault: string | null; reading: Reading<RequestHead | ResponseHead> } {
  const read: (text: string, limits: HeadLimits) => RequestHead | ResponseHead | Refusal | null = side === 'request' ? readRequestHead : readResponseHead
  const reading = readMessages(read, [bytes])
  const faultOf = (): string | null => {
    if (!isSameReading(reading, readMessages(read, cut(bytes, random)))) return 'pieces matter'
    for (const message of reading.messages) {
      const fault = outputFault(message)
      if (fault !== null) return fault
      if (!message.isComplete) continue
      const again = readMessages(read, [Buffer.from(written(message), 'latin1')], REREAD)
      if (again.messages.length !== 1 || again.end === 'incomplete' || typeof again.end === 'object') return `written and read again: ${JSON.stringify(again.end)}`
      if (essence(again.messages[0]!) !== essence(message)) return 'written and read again: another message'
    }
    return null
  }
  return { fault: faultOf(), reading }
}
