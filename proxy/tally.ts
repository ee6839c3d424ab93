import type { RefusalReason } from './http1/codec/message.ts'
import { ANSWERS, type ProxyAnswerCode } from './http1/answers.ts'

type Labels = Record<string, string>
type Described<M extends string = string> = { type: 'counter' | 'gauge'; metric: M; labels: Labels | null }

const counter = <M extends string>(metric: M, labels: Labels | null = null): Described<M> => ({ type: 'counter', metric, labels })
const gauge = <M extends string>(metric: M, labels: Labels | null = null): Described<M> => ({ type: 'gauge', metric, labels })

/** Numbers of a worker that belong to no route: each is one sample of a metric. The table is closed, so labels are bounded. */
export const TALLY = {
  httpOpen: gauge('sluice_connections', { protocol: 'http' }),
  httpsOpen: gauge('sluice_connections', { protocol: 'https' }),
  httpAccepted: counter('sluice_connections_accepted_total', { protocol: 'http' }),
  httpsAccepted: counter('sluice_connections_accepted_total', { protocol: 'https' }),
  /** Closed at once: too many of one address. */
  addressLimit: counter('sluice_connections_refused_total', { reason: 'address-limit' }),
  requestsInFlight: gauge('sluice_requests_in_flight'),
  tunnels: gauge('sluice_tunnels'),
  tunnelsOpened: counter('sluice_tunnels_opened_total'),
  tlsFull: counter('sluice_tls_handshakes_total', { kind: 'full' }),
  tlsResumed: counter('sluice_tls_handshakes_total', { kind: 'resumed' }),
  tlsFailed: counter('sluice_tls_handshakes_total', { kind: 'failed' }),
  tlsPlainHttp: counter('sluice_tls_failures_total', { reason: 'plain-http' }),
  tlsNotTls: counter('sluice_tls_failures_total', { reason: 'not-tls' }),
  /** A ClientHello that cannot be read, is too long, or names a server in no valid way. */
  tlsHello: counter('sluice_tls_failures_total', { reason: 'hello' }),
  tlsTimeout: counter('sluice_tls_failures_total', { reason: 'timeout' }),
  tlsClosed: counter('sluice_tls_failures_total', { reason: 'closed' }),
  /** No protocol version, cipher or application protocol in common. */
  tlsNothingShared: counter('sluice_tls_failures_total', { reason: 'nothing-shared' }),
  /** The client refused, most often our certificate. */
  tlsAlert: counter('sluice_tls_failures_total', { reason: 'alert' }),
  tlsOther: counter('sluice_tls_failures_total', { reason: 'other' }),
  /** Clients that went before their answer was complete. */
  clientsGone: counter('sluice_clients_gone_total'),
  /** Requests sent again to another target, or over a fresh connection. */
  retries: counter('sluice_retries_total'),
  /** Requests that would have been sent again, had the budget allowed it. */
  retriesRefused: counter('sluice_retries_refused_total'),
  upstreamConnects: counter('sluice_upstream_connects_total', { result: 'ok' }),
  upstreamConnectsFailed: counter('sluice_upstream_connects_total', { result: 'failed' }),
  /** Requests that went over a connection which was there. */
  upstreamReused: counter('sluice_upstream_reuses_total'),
  /** Copies of requests for a mirror: answered, not answered, or given up since the mirror was too slow. */
  mirrorsSent: counter('sluice_mirrors_total', { result: 'sent' }),
  mirrorsFailed: counter('sluice_mirrors_total', { result: 'failed' }),
  mirrorsDropped: counter('sluice_mirrors_total', { result: 'dropped' }),
  upstreamActiveHttp: gauge('sluice_upstream_connections', { protocol: 'http', state: 'active' }),
  upstreamIdleHttp: gauge('sluice_upstream_connections', { protocol: 'http', state: 'idle' }),
  upstreamActiveHttps: gauge('sluice_upstream_connections', { protocol: 'https', state: 'active' }),
  upstreamIdleHttps: gauge('sluice_upstream_connections', { protocol: 'https', state: 'idle' }),
} as const satisfies Record<string, Described>

export type TallyName = keyof typeof TALLY

/** What the metrics of the table say. */
export const TALLY_HELP: Record<(typeof TALLY)[TallyName]['metric'], string> = {
  sluice_connections: 'Open client connections.',
  sluice_connections_accepted_total: 'Client connections since the start.',
  sluice_connections_refused_total: 'Client connections that were closed at once.',
  sluice_requests_in_flight: 'Requests that are not answered yet.',
  sluice_tunnels: 'Open upgraded connections.',
  sluice_tunnels_opened_total: 'Upgraded connections since the start.',
  sluice_tls_handshakes_total: 'TLS handshakes with clients, by kind.',
  sluice_tls_failures_total: 'TLS handshakes that failed, by reason.',
  sluice_clients_gone_total: 'Clients that left before their answer was complete.',
  sluice_retries_total: 'Requests sent again.',
  sluice_retries_refused_total: 'Requests not sent again since the budget for that was used up.',
  sluice_upstream_connects_total: 'Connections to targets that were tried, by result.',
  sluice_upstream_reuses_total: 'Requests sent over a connection that was there.',
  sluice_mirrors_total: 'Copies of requests for mirrors, by what became of them.',
  sluice_upstream_connections: 'Connections to targets.',
}

/** Why requests were refused before anything was decided about them; complete by its type. */
const REASONS: Record<RefusalReason, true> = {
  method: true, target: true, 'target-length': true, version: true, 'request-line': true, 'status-line': true, 'field-name': true, 'field-value': true,
  'field-count': true, 'head-length': true, 'space-before-colon': true, 'obs-fold': true, 'bare-cr': true, 'bare-lf': true, 'host-missing': true,
  'host-repeated': true, 'host-invalid': true, 'content-length': true, 'transfer-encoding': true, 'length-and-coding': true, 'coding-in-1.0': true,
  expectation: true, connection: true, upgrade: true, 'chunk-size': true, 'chunk-extension': true, 'chunk-end': true, trailer: true,
}

const NAMES = Object.keys(TALLY) as TallyName[]
const CODES = Object.keys(ANSWERS) as ProxyAnswerCode[]
const REFUSALS = Object.keys(REASONS) as RefusalReason[]

const ANSWERS_AT = NAMES.length
const REFUSALS_AT = ANSWERS_AT + CODES.length
const CELLS = REFUSALS_AT + REFUSALS.length

const places = <K extends string>(keys: readonly K[], from: number) => Object.fromEntries(keys.map((key, index) => [key, from + index])) as Record<K, number>
const PLACE = places(NAMES, 0)
const PLACE_OF_ANSWER = places(CODES, ANSWERS_AT)
const PLACE_OF_REFUSAL = places(REFUSALS, REFUSALS_AT)

/** The numbers of one worker, which alone writes them. */
export type Tally = {
  /** Shared with whoever reads them. */
  buffer: SharedArrayBuffer
  /** Gauges take -1, too. */
  add(name: TallyName, by?: number): void
  get(name: TallyName): number
  /** An answer that the proxy made itself. */
  answer(code: ProxyAnswerCode): void
  refused(reason: RefusalReason): void
}

/** The numbers of a worker, all zero, in memory that other threads can read. */
export function createTally(): Tally {
  const buffer = new SharedArrayBuffer(CELLS * Float64Array.BYTES_PER_ELEMENT)
  const cells = new Float64Array(buffer)
  return {
    buffer,
    add(name, by = 1) {
      cells[PLACE[name]]! += by
    },
    get: (name) => cells[PLACE[name]]!,
    answer(code) {
      cells[PLACE_OF_ANSWER[code]]! += 1
    },
    refused(reason) {
      cells[PLACE_OF_REFUSAL[reason]]! += 1
    },
  }
}

/** The tallies of all workers added up. */
export type TallySum = {
  of(name: TallyName): number
  /** Those that were ever made. */
  answers(): [ProxyAnswerCode, number][]
  refusals(): [RefusalReason, number][]
}

/** The numbers of all workers there are and were. */
export type Tallies = {
  /** Reads a worker's numbers from now on. Returns what is to be called when it has ended: its counters stay in the sum. */
  open(buffer: SharedArrayBuffer): () => void
  sum(): TallySum
}

/** Adds up what it is given to read. A sum is taken while workers go on counting: it is exact for each number, not over them. */
export function createTallies(): Tallies {
  const open = new Set<Float64Array>()
  const ended = new Float64Array(CELLS)
  const addTo = (sum: Float64Array, cells: Float64Array) => cells.forEach((value, at) => (sum[at]! += value))
  const seen = <K>(keys: readonly K[], values: Float64Array, from: number): [K, number][] =>
    keys.map((key, index): [K, number] => [key, values[from + index]!]).filter(([, value]) => value > 0)
  return {
    open(buffer) {
      const cells = new Float64Array(buffer)
      open.add(cells)
      return () => {
        if (!open.delete(cells)) return
        addTo(ended, cells)
        // What was open there is not open any more.
        for (const name of NAMES) if (TALLY[name].type === 'gauge') ended[PLACE[name]] = 0
      }
    },
    sum() {
      const sum = ended.slice()
      for (const cells of open) addTo(sum, cells)
      return {
        of: (name) => sum[PLACE[name]]!,
        answers: () => seen(CODES, sum, ANSWERS_AT),
        refusals: () => seen(REFUSALS, sum, REFUSALS_AT),
      }
    },
  }
}
