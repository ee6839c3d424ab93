import type { AnswerCode } from '#lib/snapshot/snapshot.ts'

/**
 * What the proxy answers by itself: status and message by code. The table is closed: each code is also a metric label and
 * a field of the log.
 */
export const ANSWERS = {
  BAD_REQUEST: [400, 'The request is malformed'],
  BAD_HOST: [400, 'The request needs exactly one valid Host'],
  NO_ROUTE: [404, 'no Route matched with those values'],
  METHOD_NOT_ALLOWED: [405, 'This method is not served'],
  REQUEST_TIMEOUT: [408, 'The request took too long to arrive'],
  URI_TOO_LONG: [414, 'The request target is longer than 8 KiB'],
  EXPECTATION_FAILED: [417, 'Only the expectation 100-continue is understood'],
  HTTPS_REQUIRED: [426, 'Please use HTTPS protocol'],
  HEADERS_TOO_LARGE: [431, 'The request header is larger than 16 KiB or has more than 200 fields'],
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
  CONNECT_TIMEOUT: [504, 'The target did not accept the connection in time'],
  WRITE_TIMEOUT: [504, 'The target did not take the request in time'],
  RESPONSE_TIMEOUT: [504, 'The target did not answer in time'],
} as const satisfies Record<string, readonly [status: number, message: string]> & Record<AnswerCode, readonly [number, string]>

export type ProxyAnswerCode = keyof typeof ANSWERS

export type Answer = { code: ProxyAnswerCode; status: number; message: string; headers: string[] }

/** An answer of the table; status, message and headers may be given where the snapshot decides them. */
export const answerOf = (code: ProxyAnswerCode, given: Partial<Omit<Answer, 'code'>> = {}): Answer => ({
  code,
  status: ANSWERS[code][0],
  message: ANSWERS[code][1],
  headers: [],
  ...given,
})

/** Header fields (flat: name, value, …) and body of an answer. */
export function answerMessage(answer: Answer, requestId: string, close: boolean): { headers: string[]; body: string } {
  const body = JSON.stringify({ message: answer.message, requestId })
  const length = String(Buffer.byteLength(body))
  const headers = ['Server', 'sluice', 'Content-Type', 'application/json', 'Content-Length', length, ...answer.headers]
  // A 426 names in Connection what it offers in Upgrade (RFC 9110 §7.8).
  const options = [...(answer.status === 426 ? ['Upgrade'] : []), ...(close ? ['close'] : [])]
  if (options.length > 0) headers.push('Connection', options.join(', '))
  return { headers, body }
}
