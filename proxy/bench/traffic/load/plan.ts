import type { BodyPath } from '../bodies.ts'

/** What clients do in a round: each of `connections` asks again as soon as it is answered. */
export type Plan = {
  path: BodyPath
  connections: number
  tls: boolean
  /** A connection of its own for each request. */
  close: boolean
  /** Sent beside Host. */
  headers?: Readonly<Record<string, string>>
}

/** What the clients of a round saw. */
export type Seen = { requests: number; bytes: number; seconds: number; p50Ms: number; p99Ms: number; errors: number }

/** Brings the load of a plan to a port of this machine for some seconds. */
export type Generator = (plan: Plan, port: number, seconds: number) => Promise<Seen>
