import type { CanaryDecision } from '#lib/routing/canary.ts'
import type { CompiledCanary, CompiledService, Snapshot } from '#lib/snapshot/snapshot.ts'

/** A side of a route, and its share of such requests (0–1). */
export type Side = { side: 'stable' | 'canary'; share: number; service: CompiledService }

/** The sides that can be chosen, the canary first. */
export function sidesOf(snapshot: Snapshot, stable: number, canary: CompiledCanary | null, decision: CanaryDecision | null): Side[] {
  const stableSide: Side = { side: 'stable', share: 1, service: snapshot.services[stable]! }
  if (!canary || !decision) return [stableSide]
  const share = decision.side === 'byWeight' ? decision.share : decision.side === 'canary' ? 1 : 0
  const canarySide: Side = { side: 'canary', share, service: snapshot.services[canary.service]! }
  return [canarySide, { ...stableSide, share: 1 - share }].filter((side) => side.share > 0)
}
