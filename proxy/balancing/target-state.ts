/**
 * What a worker knows of one target of an upstream. It stays with the target's address while balancers are made anew around
 * it. Times are on the balancers' clock.
 */
export type TargetState = {
  inFlight: number
  /** When it joined an upstream that was in use; 0: it was there from the start. */
  addedAt: number
  /** Round-robin: its next turn comes at `turnBase + turnCount / turnWeight` of virtual time. Weight 0: it had none yet. */
  turnBase: number
  turnCount: number
  turnWeight: number
  /** Latency: milliseconds, and when that was measured; -1: never. */
  latency: number
  measuredAt: number
  /** The balancer that chooses among targets by it at present, and its place there. */
  holder: Holder | null
  place: number
}

/** A balancer that is told what happens to its targets, also by those that came before it. */
export type Holder = {
  /** The number in flight has changed. */
  counted(place: number): void
  /** @param tidings milliseconds to the response's head, or that none came */
  measured(place: number, tidings: number | 'failed'): void
}

/** What is kept of an upstream over snapshots. */
export type UpstreamState = {
  targets: Map<string, TargetState>
  /** Round-robin: the turn that was taken last. */
  virtualTime: number
  /** The balancer that chooses at present. */
  holder: Holder | null
  /** How many balancers were made for it so far. */
  balancers: number
}

export const createUpstreamState = (): UpstreamState => ({ targets: new Map(), virtualTime: 0, holder: null, balancers: 0 })

export const createTargetState = (addedAt: number): TargetState => ({
  inFlight: 0, addedAt, turnBase: 0, turnCount: 0, turnWeight: 0, latency: -1, measuredAt: 0, holder: null, place: -1,
})
