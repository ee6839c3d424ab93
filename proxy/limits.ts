import type { HeadLimits } from './http1/codec/message.ts'

/** What a client may ask of the proxy. Times in milliseconds; 0 = no limit, where it says so. */
export type Limits = HeadLimits & {
  /** Bytes of a request body; 0 = no limit. */
  bodyBytes: number
  /** From the first byte of a head, or the opening of a connection, to its end. */
  headMs: number
  /** Between two reads of a body. */
  bodyMs: number
  /** Between two requests. */
  idleMs: number
  /** On one connection; 0 = no limit. */
  requests: number
  /** Open at the same time from one address, per worker thread; 0 = no limit. */
  connectionsPerAddress: number
}

/** What the head of a target's response, or its trailers, may have. */
export const RESPONSE_LIMITS: HeadLimits = { headBytes: 65_536, targetBytes: 0, fields: 1000 }

export const DEFAULT_LIMITS: Limits = {
  headBytes: 16_384,
  targetBytes: 8192,
  fields: 200,
  bodyBytes: 0,
  headMs: 30_000,
  bodyMs: 60_000,
  idleMs: 75_000,
  requests: 0,
  connectionsPerAddress: 0,
}
