import { STATUS_CODES } from 'node:http'
import type { AnswerCode } from '#lib/snapshot/snapshot.ts'
import { httpDate } from './date.ts'

/**
 * What the proxy answers by itself: status and message by code. The table is closed: each code is also a metric label and
 * a field of the log.
 */
export const ANSWERS = {
  BAD_REQUEST: [400, 'The request is malformed'],
  CLIENT_CERTIFICATE: [400, 'A client certificate is required'],
  PLAIN_HTTP: [400, 'The plain HTTP request was sent to an HTTPS port'],
  BAD_HOST: [400, 'The request needs exactly one valid Host'],
  NO_ROUTE: [404, 'no Route matched with those values'],
  METHOD_NOT_ALLOWED: [405, 'This method is not served'],
  REQUEST_TIMEOUT: [408, 'The request took too long to arrive'],
  BODY_TOO_LARGE: [413, 'The request body is too large'],
  URI_TOO_LONG: [414, 'The request target is too long'],
  EXPECTATION_FAILED: [417, 'Only the expectation 100-continue is understood'],
  MISDIRECTED: [421, 'This connection was made for another host'],
  HTTPS_REQUIRED: [426, 'Please use HTTPS protocol'],
  HEADERS_TOO_LARGE: [431, 'The request header is too large or has too many fields'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  FORBIDDEN: [403, 'You are not allowed to do this'],
  ADDRESS_DENIED: [403, 'Your address is not allowed'],
  AUTH_UNAVAILABLE: [503, 'The authentication server gave no usable answer'],
  RATE_LIMITED: [429, 'Too many requests'],
  CONNECTION_LIMITED: [503, 'Too many requests at a time'],
  PREFLIGHT: [204, ''],
  REDIRECT: [302, 'The resource is at another address'],
  RESPOND: [200, ''],
  ERROR_PAGE: [500, 'An error page stands in place of the answer'],
  INTERNAL: [500, 'An unexpected error occurred'],
  INVALID_ROUTE: [500, 'The route is not valid'],
  TRANSFER_CODING: [501, 'The only transfer coding that is understood is chunked'],
  NOT_SERVED_YET: [501, 'The route asks for something that is not served yet'],
  CONNECT_REFUSED: [502, 'The target does not accept connections'],
  HOST_NOT_FOUND: [502, 'The name of the target does not resolve'],
  UPSTREAM_TLS: [502, 'TLS with the target failed'],
  UPSTREAM_RESET: [502, 'The target closed the connection before it answered'],
  UPSTREAM_PROTOCOL: [502, 'The target sent an invalid response'],
  NO_ENDPOINT: [503, 'The upstream has no target that takes requests'],
  NOT_READY: [503, 'No configuration has been loaded yet'],
  SERVICE_DISABLED: [503, 'The service is disabled'],
  LOOP: [508, 'The request comes back to this proxy again and again'],
  VERSION: [505, 'Only HTTP/1.0 and HTTP/1.1 are understood'],
  CONNECT_TIMEOUT: [504, 'The target did not accept the connection in time'],
  WRITE_TIMEOUT: [504, 'The target did not take the request in time'],
  REQUEST_DEADLINE: [504, 'The answer took longer than the route allows'],
  RESPONSE_TIMEOUT: [504, 'The target did not answer in time'],
} as const satisfies Record<string, readonly [status: number, message: string]> & Record<AnswerCode, readonly [number, string]>

export type ProxyAnswerCode = keyof typeof ANSWERS

/** `content` in place of the usual JSON; null: no body. */
export type Answer = { code: ProxyAnswerCode; status: number; message: string; headers: string[]; content?: { type: string; body: string } | null }

/** An answer of the table; status, message and headers may be given where the snapshot decides them. */
export const answerOf = (code: ProxyAnswerCode, given: Partial<Omit<Answer, 'code'>> = {}): Answer => ({
  code,
  status: ANSWERS[code][0],
  message: ANSWERS[code][1],
  headers: [],
  ...given,
})

/** `edit`: what filters make of the field lines. `extra`: further lines, each with its CRLF. */
export type AnswerFrame = { requestId: string; isLast: boolean; isHead: boolean; minor: 0 | 1; edit: ((lines: string) => string) | null; extra: string }

const hasNoBody = (status: number): boolean => status === 204 || status === 304

/** An answer as it is sent: head and, unless the request was HEAD, body. */
export function answerText(answer: Answer, { requestId, isLast, isHead, minor, edit, extra }: AnswerFrame): string {
  const { status, message, headers } = answer
  const content = answer.content === undefined ? { type: 'application/json', body: JSON.stringify({ message, requestId }) } : answer.content
  const body = content === null || hasNoBody(status) ? '' : content.body
  // A 426 names in Connection what it offers in Upgrade (RFC 9110 §7.8).
  const options = [...(status === 426 ? ['Upgrade'] : []), ...(isLast ? ['close'] : minor === 0 ? ['keep-alive'] : [])]
  const fields = lines(['Server', 'sluice', 'Date', httpDate(), ...(content === null || hasNoBody(status) ? [] : ['Content-Type', content.type]), ...headers])
  // RFC 9110 §8.6: 204 has none, and that of a 304 would be the length of a 200.
  const length = hasNoBody(status) ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`
  const connection = options.length > 0 ? `Connection: ${options.join(', ')}\r\n` : ''
  const sent = Buffer.from(isHead ? '' : body).toString('latin1')
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${edit === null ? fields : edit(fields)}${length}${connection}${extra}\r\n${sent}`
}

/** @param pairs name, value, name, value … */
export const lines = (pairs: readonly string[]): string => pairs.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
