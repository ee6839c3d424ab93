import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Match } from '#lib/routing/match.ts'
import type { SeenNonces } from '#lib/link/trace-header.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import type { Counters } from '../counters.ts'
import type { Live, LiveService } from '../live.ts'
import type { Log } from '../log.ts'
import type { Tally } from '../metrics.ts'
import type { ProxyAnswerCode } from './answers.ts'

/** What requests see of the running proxy. Only `live`, `isDraining` and the ports change. */
export type Gate = {
  id: string
  live: Live | null
  /** Told when another snapshot serves. */
  onLive: Set<(live: Live) => void>
  /** Requests wait for it: the last good snapshot is being loaded. */
  starting: Promise<void> | null
  isDraining: boolean
  ports: { http: number; https: number; status: number }
  linkToken: string
  /** How long a client may pause inside a request body. */
  clientBodyMs: number
  seenNonces: SeenNonces
  counters: Counters
  tally: Tally
  log: Log
  /** 0 ≤ n < 1, as Math.random. */
  random: () => number
  /** Unix time in milliseconds. */
  now: () => number
}

/** Where a request came in. */
export type Entrance = { protocol: 'http' | 'https'; port: number; isClosing: boolean }

/** The decision about a request that goes to a target. */
export type Choice = { match: Match; side: 'stable' | 'canary'; live: LiveService }

/** One request and what has been decided about it so far. */
export type Exchange = {
  gate: Gate
  entrance: Entrance
  /** The state that was current when the request came; it stays with it over a swap. */
  live: Live | null
  req: IncomingMessage
  res: ServerResponse
  /** Made here, never taken over: it names this exchange in our log and in our own answers. */
  id: string
  startedAt: number
  /** Bytes that came behind the header of an upgrade; null for a plain request. */
  upgradeHead: Buffer | null
  /** `asked`: the client waits for 100; `granted`: it got it. */
  expects: 'nothing' | 'asked' | 'granted'
  isTraced: boolean
  headers: Readonly<Record<string, readonly string[] | undefined>>
  /** As sent, or the authority of an absolute-form target; empty for HTTP/1.0 without one. */
  host: string
  /** Origin form. */
  target: string
  listener: string
  choice: Choice | null
  endpoint: Endpoint | null
  upstreamUrl: string | null
  tries: number
  bytesIn: number
  bytesOut: number
  /** What went wrong after the response had begun, or what was answered in place of one. */
  failure: ProxyAnswerCode | null
  isFinished: boolean
}

export function beginExchange(gate: Gate, entrance: Entrance, req: IncomingMessage, res: ServerResponse): Exchange {
  return {
    gate, entrance, live: gate.live, req, res,
    id: randomUUID(), startedAt: performance.now(),
    upgradeHead: null, expects: 'nothing', isTraced: false,
    headers: req.headersDistinct, host: '', target: req.url ?? '', listener: '',
    choice: null, endpoint: null, upstreamUrl: null, tries: 0, bytesIn: 0, bytesOut: 0, failure: null, isFinished: false,
  }
}

/** The SNI that the client sent, if any. */
export function sniOf(req: IncomingMessage): string | undefined {
  const name = (req.socket as Partial<TLSSocket>).servername
  return typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined
}

/** Whether a request has a body: it says so by its framing alone (RFC 9112 §6.3). */
export const hasBody = (req: IncomingMessage): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0

/** Whether the connection is to be closed after this answer. */
export const mustClose = (exchange: Exchange): boolean => exchange.gate.isDraining || exchange.entrance.isClosing
