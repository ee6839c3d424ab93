import { z } from 'zod'
import { ChangedBy, TargetState } from '#lib/link/health.ts'

const Moment = z.iso.datetime()

/** What one proxy says of a target; `since` null: it was so from the start. */
export const ProxyTargetOut = z.object({ proxy: z.string(), state: TargetState, by: ChangedBy.nullable(), since: Moment.nullable(), reason: z.string() })

/** `mixed`: proxies differ. `unknown`: no proxy checks it. */
export const TargetHealthOut = z.object({
  address: z.string(),
  state: z.enum(['up', 'down', 'mixed', 'unknown']),
  proxies: z.array(ProxyTargetOut),
})

export const HealthChangeOut = z.object({ at: Moment, proxy: z.string(), address: z.string(), state: TargetState, by: ChangedBy, reason: z.string() })

export const UpstreamHealthOut = z.object({ targets: z.array(TargetHealthOut), changes: z.array(HealthChangeOut) })
export type UpstreamHealthOut = z.infer<typeof UpstreamHealthOut>
