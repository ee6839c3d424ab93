import { z } from 'zod'

export const TargetState = z.enum(['up', 'down'])
export type TargetState = z.infer<typeof TargetState>

/** Who changed a target: checks, an operator, or a configuration that does not check it any more. */
export const ChangedBy = z.enum(['active', 'passive', 'operator', 'config'])
export type ChangedBy = z.infer<typeof ChangedBy>

/** A target as upstreams name it; `address` is `host:port`. */
const Named = z.object({ workspace: z.string(), upstream: z.string(), address: z.string() })

/**
 * What a proxy says of one target that is checked or marked.
 * `reason` is a code, or a code, a colon and a detail: `status: 503`, `connection: ECONNREFUSED`, `timeout`, `grpc: NOT_SERVING`,
 * `success`, `operator: ada`, `removed`, `unchecked`; empty: nothing has happened to it.
 */
export const TargetHealth = Named.extend({
  state: TargetState,
  by: ChangedBy.nullable(),
  /** Unix ms; null: it was so from the start. */
  since: z.number().nullable(),
  reason: z.string(),
})
export type TargetHealth = z.infer<typeof TargetHealth>

/** `seq` counts the changes of a run of a proxy, so that none is taken twice. `at`: Unix ms. */
export const HealthChange = Named.extend({ seq: z.number(), at: z.number(), state: TargetState, by: ChangedBy, reason: z.string() })
export type HealthChange = z.infer<typeof HealthChange>

/** An operator's word on a target; the one with the later `at` (Unix ms) counts. `down` holds until `up`, which clears its counters, too. */
export const Mark = Named.extend({ state: TargetState, at: z.number(), actor: z.string().max(256) })
export type Mark = z.infer<typeof Mark>

/** Most marks that are kept. */
export const MOST_MARKS = 10_000

/** The health of a proxy's targets, whenever it has changed, and all of it to a controller that is new to it. */
export const HealthReport = z.object({
  startedAt: z.string(),
  /** Those that are down come first. */
  targets: z.array(TargetHealth),
  /** How many more there are. */
  leftOut: z.number(),
  /** The last ones, oldest first. */
  changes: z.array(HealthChange),
  marks: z.array(Mark).max(MOST_MARKS),
})
export type HealthReport = z.infer<typeof HealthReport>

/** A change, and the run of the proxy that saw it. */
export const KnownChange = HealthChange.extend({ proxy: z.string(), startedAt: z.string() })
export type KnownChange = z.infer<typeof KnownChange>

/** What a controller knows of one upstream's targets. `at`: when the proxy told it; Unix ms. Changes: newest first. */
export const ControllerHealth = z.object({
  controller: z.string(),
  proxies: z.array(z.object({ proxy: z.string(), at: z.number(), targets: z.array(TargetHealth) })),
  changes: z.array(KnownChange),
  marks: z.array(Mark),
})
export type ControllerHealth = z.infer<typeof ControllerHealth>

/** The same of all controllers, as if they were one. */
export type KnownHealth = Omit<ControllerHealth, 'controller'>

export const targetKey = ({ workspace, upstream, address }: z.infer<typeof Named>): string => `${workspace}\n${upstream}\n${address}`
