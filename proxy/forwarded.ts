import { isIP } from 'node:net'
import { cidrSet } from '#lib/routing/filters/cidrs.ts'
import { OWN_VIA } from '#lib/routing/upstream-headers.ts'
import type { ForwardedFields } from './http1/codec/message.ts'
import { plainAddress, readForwarded, readForwardedFor, type ForwardedHop, type Hop } from './hops.ts'

/** The proxies before us whose forwarding headers count; null: none. */
export type Trusted = { has(address: string): boolean } | null

/** What a target is told of the client, and what the proxy itself goes by. */
export type Forwarding = {
  /** Of the client: the nearest address that is no trusted proxy's. */
  clientAddress: string
  /** What the client spoke, as far as the trusted proxies know. */
  proto: 'http' | 'https'
  host: string
  port: number
  /** The value of X-Forwarded-For. */
  for: string
  /** X-Forwarded-Prefix of a trusted peer; empty: none, so that our own counts. */
  prefix: string
  /** The value of Forwarded; null: it is not sent. */
  forwarded: string | null
}

/** @param cidrs addresses and CIDRs of both families, checked before (`lib/env.ts`); an IPv6 one takes in no IPv4 address */
export const trustedOf = (cidrs: readonly string[]): Trusted => (cidrs.length === 0 ? null : { has: cidrSet(cidrs) })

/** The client among the hops, and at which of them the search ended: the place of what the proxy next to the client wrote. */
function findClient(trusted: NonNullable<Trusted>, peer: string, hops: readonly Hop[]): { client: string; depth: number } {
  let client = peer
  for (const [depth, { address }] of hops.entries()) {
    if (address === null) return { client, depth }
    client = address
    if (!trusted.has(client)) return { client, depth }
  }
  return { client, depth: Math.max(hops.length - 1, 0) }
}

/** The value that the hop at `depth` wrote, where each hop added one; where they are fewer, the first. */
function valueAt(list: string, depth: number): string {
  if (!list.includes(',')) return list.trim()
  const values = list.split(',').map((value) => value.trim()).filter(Boolean)
  return values[Math.max(values.length - 1 - depth, 0)] ?? ''
}

const PROTOS: Readonly<Record<string, 'http' | 'https'>> = { http: 'http', https: 'https', ws: 'http', wss: 'https' }
const protoOf = (text: string): 'http' | 'https' | null => (Object.hasOwn(PROTOS, text.toLowerCase()) ? PROTOS[text.toLowerCase()]! : null)

const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/
const hostOf = (text: string): string => (text.length <= 260 && HOST.test(text) ? text : '')

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port <= 65_535 ? port : 0
}

// Two slashes, or a backslash that browsers read as one, would lead a redirect that is built on it to another host.
const PREFIX = /^\/(?![/\\])[!-~]{0,1023}$/
const prefixOf = (text: string): string => (PREFIX.test(text) ? text : '')

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const quoted = (value: string): string => (TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`)

/** Our element of Forwarded: it names the peer, as each hop names the one before it (RFC 7239 §4). */
function ownElement(peer: string, proto: string, host: string): string {
  const node = isIP(peer) === 6 ? `"[${peer}]"` : isIP(peer) === 4 ? peer : 'unknown'
  return `for=${node};proto=${proto}${host === '' ? '' : `;host=${quoted(host)}`}`
}

/** Nearest first → as they stand in a list, with what we add. */
const listOf = (parts: string[], own: string): string => [own, ...parts].reverse().join(', ')

/** A trusted proxy may leave the port out: then it is the one in the host, or that of the protocol. */
function portBefore(port: string, host: string, proto: 'http' | 'https' | null, own: number): number {
  const given = portOf(port)
  if (given !== 0) return given
  if (proto === null) return own
  return portOf(HOST.exec(host)?.[1] ?? '') || (proto === 'https' ? 443 : 80)
}

/**
 * Who the client is and what it asked for (semantics §8.2). A peer that is not trusted has no say: everything is written anew.
 * Of a trusted one, the client is the rightmost address of X-Forwarded-For that is not trusted; Forwarded (RFC 7239) counts where
 * there is no X-Forwarded-For, since a proxy that writes the one passes the client's other on.
 * An entry that cannot be read, or hides its address, ends the search: the client is the last hop that was told.
 * @param peerAddress of the socket
 * @param protocol @param port of the listener
 * @param host as the client sent it
 * @param fields what the peer said; null: nothing
 */
export function forwardedFacts(
  trusted: Trusted, peerAddress: string, protocol: 'http' | 'https', port: number, host: string, fields: ForwardedFields | null,
): Forwarding {
  const peer = plainAddress(peerAddress)
  if (trusted === null || fields === null || !trusted.has(peer)) {
    return { clientAddress: peer, proto: protocol, host, port, for: peer, prefix: '', forwarded: null }
  }
  const elements: ForwardedHop[] = fields.forwarded === '' ? [] : readForwarded(fields.forwarded)
  const hops: Hop[] = fields.for === '' ? elements : readForwardedFor(fields.for)
  const { client, depth } = findClient(trusted, peer, hops)
  const element = elements[fields.for === '' ? depth : findClient(trusted, peer, elements).depth]
  const proto = protoOf(valueAt(fields.proto, depth)) ?? protoOf(element?.proto ?? '')
  const given = hostOf(valueAt(fields.host, depth)) || hostOf(element?.host ?? '')
  return {
    clientAddress: client,
    proto: proto ?? protocol,
    host: given || host,
    port: portBefore(valueAt(fields.port, depth), given || host, proto, port),
    for: listOf(hops.map(({ node }) => node), peer),
    prefix: prefixOf(valueAt(fields.prefix, depth)),
    forwarded: fields.forwarded === '' ? null : listOf(elements.map(({ text }) => text), ownElement(peer, protocol, host)),
  }
}

/**
 * The header lines of a request to a target, each with its CRLF: what `forwardedHeaders` of `lib/routing` predicts, as one
 * string. An empty value gives no line. All parts were checked where they were read, so that none can hold a line break.
 * @param target path and query as the client sent them
 */
export function forwardedLines(facts: Forwarding, target: string, strippedPrefix: string | null, requestId: string): string {
  const mark = target.indexOf('?', 1)
  const path = mark === -1 ? target : target.slice(0, mark)
  const prefix = facts.prefix || strippedPrefix
  let lines = facts.for === '' ? '' : `X-Forwarded-For: ${facts.for}\r\n`
  lines += `X-Forwarded-Proto: ${facts.proto}\r\n`
  if (facts.host !== '') lines += `X-Forwarded-Host: ${facts.host}\r\n`
  lines += `X-Forwarded-Port: ${facts.port}\r\nX-Forwarded-Path: ${path}\r\n`
  if (facts.clientAddress !== '') lines += `X-Real-IP: ${facts.clientAddress}\r\n`
  lines += `X-Request-Id: ${requestId}\r\nVia: ${OWN_VIA}\r\n`
  if (prefix) lines += `X-Forwarded-Prefix: ${prefix}\r\n`
  if (facts.forwarded !== null) lines += `Forwarded: ${facts.forwarded}\r\n`
  return lines
}
