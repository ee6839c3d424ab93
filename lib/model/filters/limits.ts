import { z } from 'zod'
import { HeaderName } from '../common.ts'
import { rule } from '../rule.ts'
import { Cidrs, LimitBy, RefusalStatus } from './values.ts'

const who = {
  by: LimitBy.default('ip'),
  /** With `by: header`; a request without it counts with all others without it. */
  header: HeaderName.optional(),
  /** Addresses that are not limited. */
  exempt: Cidrs,
}
const needsHeader = (v: { by: LimitBy; header?: string | undefined }) => v.by !== 'header' || v.header !== undefined

/**
 * How many requests may come in a time, counted in each proxy process. `leakyBucket` (nginx limit_req, nodelay): 1 + burst at
 * once, then one for each part of the time · `fixedWindow` (Kong): so many in each second, minute … of the clock ·
 * `slidingWindow` (Kong): the window before counts in part.
 */
export const RateLimit = z
  .strictObject({
    type: z.literal('rateLimit'),
    ...who,
    algorithm: z.enum(['leakyBucket', 'fixedWindow', 'slidingWindow']).default('leakyBucket'),
    requests: z.number().int().min(1).max(1_000_000_000),
    per: z.enum(['second', 'minute', 'hour', 'day']).default('second'),
    /** Of `leakyBucket`. */
    burst: z.number().int().min(0).max(1_000_000_000).default(0),
    statusCode: RefusalStatus.default(429),
    /** Whether answers say what is left (RateLimit-Limit, -Remaining, -Reset). */
    headers: z.boolean().default(true),
  })
  .refine(needsHeader, { ...rule('limitNeedsHeader'), path: ['header'] })
  .refine((v) => v.algorithm === 'leakyBucket' || v.burst === 0, { ...rule('burstOfWindow'), path: ['burst'] })
export type RateLimit = z.infer<typeof RateLimit>

/** How many requests may be under way at a time, counted in each proxy process (nginx limit_conn). */
export const ConnectionLimit = z
  .strictObject({
    type: z.literal('connectionLimit'),
    ...who,
    connections: z.number().int().min(1).max(1_000_000),
    statusCode: RefusalStatus.default(503),
  })
  .refine(needsHeader, { ...rule('limitNeedsHeader'), path: ['header'] })
export type ConnectionLimit = z.infer<typeof ConnectionLimit>

/** The longest request body, in place of the proxy's own limit; longer ones get 413. 0 = any. */
export const BodySize = z.strictObject({ type: z.literal('bodySize'), maxBytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) })
export type BodySize = z.infer<typeof BodySize>

const Limit = z.number().int().min(1).max(86_400_000)

/** Gateway API timeouts, 504 when exceeded: `requestMs` from the request's head to the end of the answer, `backendRequestMs` for each try. */
export const Timeouts = z
  .strictObject({ type: z.literal('timeouts'), requestMs: Limit.optional(), backendRequestMs: Limit.optional() })
  .refine((v) => v.requestMs !== undefined || v.backendRequestMs !== undefined, { ...rule('timeoutsEmpty'), path: ['requestMs'] })
export type Timeouts = z.infer<typeof Timeouts>
