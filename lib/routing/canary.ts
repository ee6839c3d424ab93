import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import type { HeaderValues } from './request.ts'

/** `byWeight`: chance decides; the canary gets `share` (0–1). */
export type CanaryDecision =
  | { side: 'stable' | 'canary'; reason: 'header' | 'cookie' }
  | { side: 'byWeight'; share: number; reason: 'weight' }

/** Header, then cookie, then weight (ingress-nginx §canary). Pure: the caller draws the lot. */
export function decideCanary(_canary: CompiledCanary, _headers: HeaderValues): CanaryDecision {
  throw new Error('not built')
}
