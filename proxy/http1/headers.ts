import { upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { UpstreamTarget } from '#lib/routing/rewrite.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import { forwardedLines } from '../forwarded.ts'
import { httpDate } from './date.ts'
import { CHUNKED, UNTIL_CLOSE, type ResponseHead } from './codec/message.ts'
import type { Exchange } from './exchange.ts'
import { traceLine } from './trace.ts'

/** Methods that need no Content-Length to say that they have no body (RFC 9110 §8.6). */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/** One framing, from what was parsed; never a second one beside it (RFC 9112 §6.3). */
function framingLines({ head }: Exchange): string {
  if (head.length === CHUNKED) return head.trailer === '' ? 'Transfer-Encoding: chunked\r\n' : `Transfer-Encoding: chunked\r\nTrailer: ${head.trailer}\r\n`
  if (head.length > 0 || head.hasLength || !WITHOUT_BODY.has(head.method)) return `Content-Length: ${head.length}\r\n`
  return ''
}

function connectionLines({ head, wantsWebSocket }: Exchange): string {
  if (wantsWebSocket) return 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
  // The one value of TE that a proxy may pass on; it is hop-by-hop itself (RFC 9110 §10.1.4).
  return head.takesTrailers ? 'Connection: keep-alive, TE\r\nTE: trailers\r\n' : ''
}

/** The head of the request to a target. */
export function requestText(exchange: Exchange, endpoint: Endpoint, { target, strippedPrefix }: UpstreamTarget): string {
  const { head, choice, client, entrance } = exchange
  const { service, upstream } = choice!.live
  const host = upstreamHost(choice!.match.route, service, upstream, endpoint, head.host)
  const forwarded = forwardedLines(exchange.forwarded, head.target, strippedPrefix, exchange.requestId)
  const expect = exchange.expects === 'asked' ? 'Expect: 100-continue\r\n' : ''
  const certificate = client.tls === null || entrance.protocol === 'http' ? '' : client.tls.fields
  return `${head.method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${head.passed}${expect}${forwarded}${certificate}${framingLines(exchange)}${connectionLines(exchange)}\r\n`
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
