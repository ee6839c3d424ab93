import { z } from 'zod'
import { Healthchecks } from '#lib/model/upstream.ts'

/** What of a request is hashed. */
export const HashSource = z.discriminatedUnion('from', [
  z.object({ from: z.enum(['consumer', 'ip', 'path']) }),
  z.object({ from: z.enum(['header', 'query_arg', 'uri_capture']), name: z.string() }),
  /** Where it is missing, it is set on the client. */
  z.object({ from: z.literal('cookie'), name: z.string(), path: z.string() }),
])
export type HashSource = z.infer<typeof HashSource>

export const CompiledTarget = z.object({ host: z.string(), port: z.number().int(), weight: z.number().int() })
export type CompiledTarget = z.infer<typeof CompiledTarget>

export const CompiledUpstream = z.object({
  workspace: z.string(),
  name: z.string(),
  algorithm: z.enum(['round-robin', 'least-connections', 'consistent-hashing', 'latency']),
  /** Of consistent hashing: asked in turn. Empty: chance decides. */
  hash: z.array(HashSource),
  slots: z.number().int(),
  slowStartMs: z.number(),
  hostHeader: z.string().nullable(),
  /** Null: every target counts as healthy until an operator says otherwise. */
  healthchecks: Healthchecks.nullable(),
  /** Enabled targets only; one of weight 0 stays listed, keeps the clients that are bound to it, and takes nothing new. */
  targets: z.array(CompiledTarget),
})
export type CompiledUpstream = z.infer<typeof CompiledUpstream>
