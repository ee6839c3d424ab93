import type { FieldEdits } from '#lib/routing/filters/edits.ts'
import type { CompiledConsumer } from '#lib/snapshot/snapshot.ts'
import type { Finish } from '../filters/check.ts'
import type { FilterPlan } from '../filters/plan.ts'
import type { SeenNonces } from '#lib/link/trace-header.ts'
import type { Match } from '#lib/routing/match.ts'
import type { HeaderValues, RoutingRequest } from '#lib/routing/request.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import type { Names } from '../balancing/names.ts'
import type { Connections } from '../connections.ts'
import type { Counters } from '../counters.ts'
import type { Deadlines } from '../deadlines.ts'
import { forwardedFacts, type Forwarding, type Trusted } from '../forwarded.ts'
import type { Limits } from '../limits.ts'
import type { Live, LiveListener, LiveService } from '../live.ts'
import type { Log } from '../log.ts'
import type { Sight } from '../sight/sight.ts'
import type { Tally } from '../tally.ts'
import type { Answer, ProxyAnswerCode } from './answers.ts'
import type { ClientConnection } from './client-connection.ts'
import { fieldValues } from './codec/field-values.ts'
import type { RequestHead } from './codec/message.ts'
import type { RequestBody } from './request-body.ts'

/** What requests see of the worker that serves them. Only `live`, `isDraining` and the ports change. */
export type Gate = {
  id: string
  live: Live | null
  /** Requests wait for it: the last good snapshot is being loaded. */
  starting: Promise<void> | null
  isDraining: boolean
  ports: { http: number; https: number; status: number }
  linkToken: string
  limits: Limits
  trusted: Trusted
  seenNonces: SeenNonces
  counters: Counters
  tally: Tally
  connections: Connections
  deadlines: Deadlines
  names: Names
  sight: Sight
  log: Log
  /** Whether accepted sockets may be read through their handle, which is no public API of Node. */
  fastAccept: boolean
  /** 0 ≤ n < 1, as Math.random. */
  random: () => number
  /** Unix time in milliseconds. */
  now: () => number
}

/** Where a request came in. */
export type Entrance = { protocol: 'http' | 'https'; port: number; isClosing: boolean }

/** A request that no route took, and where one was looked for. */
export type Unmatched = { request: RoutingRequest; listeners: readonly LiveListener[] }

/** RFC 9110 §9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])

/** The decision about a request that goes to a target. */
export type Choice = { side: 'stable' | 'canary'; live: LiveService }

/** One request and what has been decided about it so far. */
export class Exchange {
  readonly gate: Gate
  readonly entrance: Entrance
  readonly client: ClientConnection
  readonly head: RequestHead
  /** The state that was current when it was served; it stays with it over a swap. */
  live: Live | null = null
  /** Null: the request has none. */
  readonly body: RequestBody | null
  /** Made here, never taken over: it names this exchange in our log and in our own answers. */
  readonly id: string
  /** `performance.now()` when the head had come. */
  readonly startedAt: number
  /** `asked`: the client waits for 100; `granted`: it got it. */
  expects: 'nothing' | 'asked' | 'granted'
  isTraced = false
  listener = ''
  /** The entry that took it, whatever came of that. */
  match: Match | null = null
  /** What the filters of its route do; null: it has none. */
  plan: FilterPlan | null = null
  unmatched: Unmatched | null = null
  choice: Choice | null = null
  /** What an error page stands in place of; null: no page was asked for. */
  paged: Answer | null = null
  /** Field lines of what a page stands in place of, without which its status would say nothing. */
  pagedFields = ''
  /** Whom a credential named, and the credential. */
  consumer: { consumer: CompiledConsumer; credential: string } | null = null
  /** What checks have changed of the request's fields, and of the response's. */
  requestEdits: FieldEdits[] | null = null
  responseEdits: FieldEdits[] | null = null
  /** What is to be done when it is over. */
  finishes: Finish[] | null = null
  endpoint: Endpoint | null = null
  /** Path and query that the last try asks for. */
  upstreamTarget: string | null = null
  tries = 0
  /** `performance.now()` when the last try began, and how long its head took to come. */
  triedAt = 0
  upstreamMs: number | null = null
  bytesOut = 0
  /** From the client, behind an upgrade. */
  tunnelBytesIn = 0
  /** What the client was sent; 0: nothing yet. */
  status = 0
  /** What went wrong after the response had begun, or what was answered in place of one. */
  failure: ProxyAnswerCode | null = null
  /** Whatever becomes of it, no other request comes over its connection. */
  mustClose = false
  /** The response was written to its end. */
  isComplete = false
  isFinished = false
  private facts: Forwarding | null = null
  private values: Record<string, string[]> | null = null

  constructor(client: ClientConnection, head: RequestHead, body: RequestBody | null, id: string) {
    this.gate = client.gate
    this.entrance = client.entrance
    this.client = client
    this.head = head
    this.body = body
    this.id = id
    this.startedAt = performance.now()
    this.expects = head.expects && body !== null ? 'asked' : 'nothing'
  }

  /** Header values by lower-case name; read when first asked for. */
  get headers(): HeaderValues {
    return (this.values ??= fieldValues(this.head.fields))
  }

  /** What is known of the hops before us. */
  get forwarded(): Forwarding {
    const { gate, client, entrance, head } = this
    return (this.facts ??= forwardedFacts(gate.trusted, client.address, entrance.protocol, entrance.port, head.host, head.forwarded))
  }

  /** Whether it may be sent again though a target may have seen it: a body must be at hand. */
  get isReplayable(): boolean {
    return IDEMPOTENT.has(this.head.method) && (this.body === null || this.body.isReplayable)
  }

  /** Whether the connection ends after this exchange, however that goes. */
  get endsConnection(): boolean {
    const { head, gate, entrance, client } = this
    // Behind an upgrade that nobody granted, a client may go on in the other protocol.
    if (this.mustClose || !head.keepAlive || head.upgrade !== '' || gate.isDraining || entrance.isClosing) return true
    return gate.limits.requests > 0 && client.requests >= gate.limits.requests
  }

  editRequest(edits: FieldEdits): void {
    ;(this.requestEdits ??= []).push(edits)
  }

  editResponse(edits: FieldEdits): void {
    ;(this.responseEdits ??= []).push(edits)
  }

  onFinish(finish: Finish): void {
    ;(this.finishes ??= []).push(finish)
  }

  /** The request has not come to its end: behind a response that is already there, nobody waits for that. */
  get isRequestOpen(): boolean {
    return this.body !== null && !this.body.isComplete
  }

  /** The one upgrade that is passed on (RFC 6455 §4.1). */
  get wantsWebSocket(): boolean {
    return this.head.upgrade === 'websocket' && this.head.method === 'GET' && this.body === null
  }

  /** Path and query as they were asked for, without a key that the route hides. */
  get shownTarget(): string {
    return this.match === null ? this.head.target : this.match.rawPath + this.match.query
  }

  get requestId(): string {
    return this.head.requestId === '' ? this.id : this.head.requestId
  }

  get bytesIn(): number {
    return this.body === null ? this.tunnelBytesIn : this.body.received
  }
}
