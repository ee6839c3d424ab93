import type { IncomingMessage } from 'node:http'
import { TRACE_HEADER, TRACE_RESULT_HEADER } from '#lib/link/trace-header.ts'
import type { UpstreamTarget } from '#lib/routing/rewrite.ts'
import { forwardedHeaders, upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import { hasBody, type Choice, type Exchange } from './exchange.ts'

// RFC 9110 §7.6.1; Content-Length and Host are written anew from what was parsed.
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade']
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP, 'host', 'content-length', 'expect', 'trailer',
  // CGI turns it into HTTP_PROXY (CVE-2016-5385).
  'proxy',
  // Written by us, since no peer is trusted to write them.
  'forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-prefix',
  'x-forwarded-path', 'x-forwarded-scheme', 'x-forwarded-ssl', 'x-real-ip', 'x-request-id', TRACE_HEADER,
])
const NOT_RETURNED: ReadonlySet<string> = new Set([...HOP_BY_HOP, 'trailer', TRACE_RESULT_HEADER])
/** Fields that have no place behind a body (RFC 9110 §6.5.1). */
const NOT_IN_TRAILERS: ReadonlySet<string> = new Set([...NOT_FORWARDED, ...NOT_RETURNED, 'authorization', 'cookie', 'set-cookie', 'content-type'])

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/
/** Methods whose request Node does not frame by itself, so that an empty body needs no Content-Length. */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'])

/** The names that Connection lists: they end here (RFC 9110 §7.6.1). */
function connectionOptions(raw: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]!.toLowerCase() !== 'connection') continue
    for (const name of raw[i + 1]!.split(',')) names.add(name.trim().toLowerCase())
  }
  return names
}

/** What a client must not have removed on the way, by naming it in Connection: the target's access rules read it. */
const isPinned = (name: string) => name === 'authorization' || name === 'cookie' || name.startsWith('x-forwarded-')

/** Copies fields except those dropped or listed in Connection. X_Forwarded_For and its like go too: CGI reads `_` as `-`. */
function copyFields(raw: readonly string[], dropped: ReadonlySet<string>): string[] {
  const listed = connectionOptions(raw)
  const kept: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase()
    if (dropped.has(name) || (listed.has(name) && !isPinned(name)) || (name.includes('_') && dropped.has(name.replaceAll('_', '-')))) continue
    kept.push(raw[i]!, raw[i + 1]!)
  }
  return kept
}

/** Address of the client, an IPv4 one without its IPv6 form. */
const clientAddress = (req: IncomingMessage): string => (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '')

function forwardedFields({ req, entrance, headers, host, target, id }: Exchange, { strippedPrefix }: UpstreamTarget): string[] {
  const requestId = headers['x-request-id']?.[0] ?? ''
  const facts = {
    clientAddress: clientAddress(req), protocol: entrance.protocol, host, port: entrance.port, target, strippedPrefix,
    requestId: REQUEST_ID.test(requestId) ? requestId : id,
  }
  return forwardedHeaders(facts).filter(([, value]) => value !== '').flat()
}

/** One framing, from what was parsed; never a second one beside it (RFC 9112 §6.3). */
function framingFields({ req }: Exchange): string[] {
  if (req.headers['transfer-encoding'] !== undefined) {
    const trailer = req.headers.trailer
    return ['Transfer-Encoding', 'chunked', ...(trailer === undefined ? [] : ['Trailer', trailer])]
  }
  if (hasBody(req)) return ['Content-Length', req.headers['content-length']!]
  return WITHOUT_BODY.has(req.method!) && req.headers['content-length'] === undefined ? [] : ['Content-Length', '0']
}

function connectionFields(exchange: Exchange): string[] {
  if (exchange.upgradeHead !== null) return ['Connection', 'Upgrade', 'Upgrade', 'websocket']
  // The one value of TE that a proxy may pass on; it is hop-by-hop itself (RFC 9110 §10.1.4).
  const takesTrailers = exchange.headers.te?.some((value) => /(^|,)\s*trailers\s*(,|$)/i.test(value))
  return takesTrailers ? ['Connection', 'keep-alive, TE', 'TE', 'trailers'] : []
}

/** The header of the upstream request, flat: name, value, … */
export function requestFields(exchange: Exchange, choice: Choice, endpoint: Endpoint, target: UpstreamTarget): string[] {
  const { service, upstream } = choice.live
  return [
    'Host', upstreamHost(choice.match.route, service, upstream, endpoint, exchange.host),
    ...copyFields(exchange.req.rawHeaders, NOT_FORWARDED),
    ...(exchange.expects === 'asked' ? ['Expect', '100-continue'] : []),
    ...forwardedFields(exchange, target),
    ...framingFields(exchange),
    ...connectionFields(exchange),
  ]
}

/** The header of the response to the client, without what belongs to the target's connection. */
export function responseFields(response: IncomingMessage): string[] {
  const fields = copyFields(response.rawHeaders, NOT_RETURNED)
  // 204 has none, and beside chunked it would be a second framing (RFC 9110 §8.6).
  const isLengthDropped = response.statusCode === 204 || response.headers['transfer-encoding'] !== undefined
  return fields.filter((_, index) => {
    const name = fields[index & ~1]!.toLowerCase()
    if (name === 'content-length') return !isLengthDropped
    // Only our own answers may say that they are ours.
    return name !== 'server' || fields[index | 1]!.trim().toLowerCase() !== 'sluice'
  })
}

/** The header of an interim response. */
export const interimFields = (rawHeaders: readonly string[]): string[] => copyFields(rawHeaders, NOT_RETURNED)

/** Trailers that may go on, as pairs. */
export function trailerPairs(rawTrailers: readonly string[]): [string, string][] {
  const kept = copyFields(rawTrailers, NOT_IN_TRAILERS)
  return Array.from({ length: kept.length / 2 }, (_, index) => [kept[index * 2]!, kept[index * 2 + 1]!])
}
