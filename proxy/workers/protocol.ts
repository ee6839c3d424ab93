import type { MessagePort } from 'node:worker_threads'
import type { ListName } from '#lib/snapshot/items.ts'
import type { CounterNews } from '../counters.ts'
import type { PassiveChange, ToHealthView } from '../health/messages.ts'
import type { Limits } from '../limits.ts'
import type { SightOptions } from '../sight/sight.ts'

/** What a worker is given at its start; it stays. */
export type WorkerSettings = {
  number: number
  host: string
  linkToken: string
  limits: Limits
  trustedProxies: string[]
  fastAccept: boolean
  /** Ports are shared with other workers; otherwise they are this worker's alone. */
  isShared: boolean
  /** Of the process: what workers must agree on is derived from it, as the keys of session tickets. */
  secret: Uint8Array
  /** Of the process: what its workers count together for limits (`buckets/rows.ts`). */
  buckets: SharedArrayBuffer
  sight: SightOptions
}

export type Protocol = 'http' | 'https'

/** The proxy's own ports and its name, once they are known. */
export type Identity = { id: string; ports: { http: number; https: number; status: number } }

/** How one list of a snapshot is made: for each place where the item lies in the worker's present list, or -1 for the next new one. */
export type ListPlan = { name: ListName; length: number; kept: Int32Array | null }

/** New items of one list, in their order, as the text of a JSON array; or a snapshot as it is; or the end of all. */
export type SnapshotPart = { list: ListName; items: string } | { whole: string } | 'end'

/** A port that a snapshot wants open, with the words by which a message names it. */
export type WantedPort = { port: number; protocol: Protocol; label: string }

/** What a worker says of a snapshot that it has built. */
export type Built = { warnings: string[]; ports: WantedPort[] }

/** What the primary asks of a worker, and what the worker answers. */
export type Asks = {
  /** Listens; answers the number of the port. */
  listen: { ask: { protocol: Protocol; port: number }; answer: number }
  /** Stops accepting on a port, and answers; its requests may finish, and what is left after a time is cut. */
  closePort: { ask: { port: number; limitMs: number }; answer: null }
  /** Builds a snapshot beside the one that serves, from parts that are read from the port as there is time. */
  build: { ask: { digest: string; plan: ListPlan[]; parts: MessagePort }; answer: Built }
  /** Serves what was built last. */
  commit: { ask: { digest: string }; answer: null }
  /** Stops accepting; answers when all connections are gone, or have been cut. */
  drain: { ask: { limitMs: number }; answer: null }
}
export type AskKind = keyof Asks

export type Ask = { [K in AskKind]: { type: 'ask'; id: number; kind: K } & Asks[K]['ask'] }[AskKind]

export type ToWorker =
  | Ask
  | ({ type: 'identity' } & Identity)
  /** There is no snapshot to wait for: requests may be answered without one. */
  | { type: 'started' }
  /** What was built and not committed is of no use. */
  | { type: 'abandon' }
  /** Readiness is off: the answers that follow are the last ones on their connections. */
  | { type: 'ending' }
  | { type: 'dropCounters'; rows: number[] }
  | { type: 'health'; message: ToHealthView }
  | { type: 'sight'; message: unknown }

export type FromWorker =
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'refusal'; id: number; message: string }
  | { type: 'shared'; tally: SharedArrayBuffer; vitals: SharedArrayBuffer }
  | { type: 'counter'; news: CounterNews }
  | { type: 'health'; change: PassiveChange }
  | { type: 'log'; level: 'info' | 'warn' | 'error'; facts: object; message: string }
  | { type: 'sight'; message: unknown }
