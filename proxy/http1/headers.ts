import { headerOf } from '#lib/routing/request.ts'
import { OWN_VIA, upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { UpstreamTarget } from '#lib/routing/rewrite.ts'
import { edited, type FieldEdits } from '#lib/routing/filters/edits.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import type { LiveService } from '../live.ts'
import { forwardedLines } from '../forwarded.ts'
import { httpDate } from './date.ts'
import { CHUNKED, UNTIL_CLOSE, type ResponseHead } from './codec/message.ts'
import type { Exchange } from './exchange.ts'
import { traceLine } from './trace.ts'

/** Methods that need no Content-Length to say that they have no body (RFC 9110 §8.6). */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/** One framing, from what was parsed; never a second one beside it (RFC 9112 §6.3). */
function framingLines({ head, body }: Exchange): string {
  const length = body === null ? head.length : body.sentLength
  if (length === CHUNKED) return head.trailer === '' ? 'Transfer-Encoding: chunked\r\n' : `Transfer-Encoding: chunked\r\nTrailer: ${head.trailer}\r\n`
  if (length > 0 || head.hasLength || !WITHOUT_BODY.has(head.method)) return `Content-Length: ${length}\r\n`
  return ''
}

function connectionLines({ head, wantsWebSocket }: Exchange): string {
  if (wantsWebSocket) return 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
  // The one value of TE that a proxy may pass on; it is hop-by-hop itself (RFC 9110 §10.1.4).
  return head.takesTrailers ? 'Connection: keep-alive, TE\r\nTE: trailers\r\n' : ''
}

const allEdited = (lines: string, edits: readonly FieldEdits[] | null): string => {
  let result = lines
  if (edits !== null) for (const edit of edits) result = edited(result, edit)
  return result
}

/** The head of the request to a target. Filters may change any field, but for those of the connection. */
export function requestText(exchange: Exchange, { service, upstream }: LiveService, endpoint: Endpoint, { target, strippedPrefix }: UpstreamTarget): string {
  const { head, client, entrance, plan } = exchange
  const host = plan?.host ?? upstreamHost(exchange.match!.route, service, upstream, endpoint, head.host)
  const forwarded = forwardedLines(exchange.forwarded, head.target, strippedPrefix, exchange.requestId)
  const expect = exchange.expects === 'asked' ? 'Expect: 100-continue\r\n' : ''
  const certificate = client.tls === null || entrance.protocol === 'http' ? '' : client.tls.fields
  let fields = `${head.passed}${forwarded}${certificate}`
  if (plan !== null) fields = allEdited(allEdited(fields, exchange.requestEdits), plan.requestEdits)
  return `${head.method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}${expect}${framingLines(exchange)}${connectionLines(exchange)}\r\n`
}

/** The head of the request for an error page (ingress-nginx custom-http-errors). */
export function pageText(exchange: Exchange, { service, upstream }: LiveService, endpoint: Endpoint): string {
  const { head, choice, paged } = exchange
  const host = upstreamHost(exchange.match!.route, service, upstream, endpoint, head.host)
  const format = headerOf(exchange.headers, 'accept')?.[0] ?? '*/*'
  const fields = [
    ['X-Code', String(paged!.status)], ['X-Format', format], ['X-Original-URI', exchange.shownTarget], ['X-Service-Name', choice?.live.service.name ?? ''],
    ['X-Request-Id', exchange.requestId], ['Via', OWN_VIA],
  ].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${head.method === 'HEAD' ? 'HEAD' : 'GET'} / HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`
}

/** What the route's filters make of the fields of a response. */
export function responseFields({ plan, responseEdits, entrance }: Exchange, fields: string): string {
  if (plan === null) return responseEdits === null ? fields : allEdited(fields, responseEdits)
  const result = allEdited(allEdited(fields, responseEdits), plan.responseEdits)
  return entrance.protocol === 'https' ? allEdited(result, plan.secureEdits) : result
}

/**
 * The head of the response to a client.
 * @param length of the body that is sent: bytes, CHUNKED or UNTIL_CLOSE
 */
export function responseText(exchange: Exchange, head: ResponseHead, length: number, isLast: boolean): string {
  const { minor } = exchange.head
  const isChunked = minor === 1 && (length === CHUNKED || length === UNTIL_CLOSE)
  const date = head.hasDate ? '' : `Date: ${httpDate()}\r\n`
  const framing = isChunked ? 'Transfer-Encoding: chunked\r\n' : ''
  const connection = isLast ? 'Connection: close\r\n' : minor === 0 ? 'Connection: keep-alive\r\n' : ''
  return `HTTP/1.1 ${head.status} ${head.reason}\r\n${head.passed}${date}${framing}${traceLine(exchange)}${connection}\r\n`
}

/** The head of an interim response. */
export const interimText = (head: ResponseHead): string => `HTTP/1.1 ${head.status} ${head.reason}\r\n${head.passed}\r\n`

/** The head of the response that ends HTTP on a connection. */
export const switchText = (exchange: Exchange, head: ResponseHead): string =>
  `HTTP/1.1 101 ${head.reason}\r\n${head.passed}${traceLine(exchange)}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
