import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { addressOf } from '#lib/routing/address.ts'
import { Rows, type Ref, type Thresholds } from './cells.ts'
import { upstreamKey } from '../upstream-key.ts'
import type { PassiveChange, ToHealthView } from './messages.ts'
import { resultOf, statusMap, type StatusMap } from './statuses.ts'
import { ALWAYS_UP, type Outcome, type UpstreamHealth } from './upstream-health.ts'

/** The health of all targets as a worker sees it. */
export type HealthView = {
  /** Of an upstream of a snapshot that is built or served; to be kept as long as that object. */
  of(upstream: CompiledUpstream): UpstreamHealth
}

/** For those who have no primary. */
export const NO_HEALTH: HealthView = { of: () => ALWAYS_UP }

/** `epoch` grows with each row that is added or taken. */
type Known = { head: number; refs: Map<string, Ref>; epoch: number }
type Shared = {
  rows: Rows
  known: Map<string, Known>
  /** Grows whenever an upstream comes to be known: those that were not have to look again. */
  grants: Int32Array
  onChange(change: PassiveChange): void
  now(): number
}

type Passive = { statuses: StatusMap; thresholds: Thresholds }

function passiveOf({ healthchecks }: CompiledUpstream): Passive | null {
  if (healthchecks === null) return null
  const { healthy, unhealthy } = healthchecks.passive
  const thresholds = { success: healthy.successes, httpFailure: unhealthy.httpFailures, tcpFailure: unhealthy.tcpFailures, timeout: unhealthy.timeouts }
  if (Object.values(thresholds).every((threshold) => threshold === 0)) return null
  return { statuses: statusMap(healthy.httpStatuses, unhealthy.httpStatuses), thresholds }
}

const NONE = -1
const NO_REFS = new Int32Array(0)

class SharedUpstreamHealth implements UpstreamHealth {
  readonly threshold: number
  private readonly shared: Shared
  private readonly upstream: CompiledUpstream
  private readonly passive: Passive | null
  private versions: Int32Array
  private versionAt = 0
  /** The version that was read last. */
  private read = 0
  /** Of `grants` while it has no rows, else of those. */
  private seen = 0
  private known: Known | null = null
  /** By place. */
  private refs = NO_REFS

  constructor(shared: Shared, upstream: CompiledUpstream) {
    this.shared = shared
    this.upstream = upstream
    this.threshold = upstream.healthchecks?.threshold ?? 0
    this.passive = passiveOf(upstream)
    this.versions = shared.grants
    this.look()
  }

  private look(): void {
    const { known, rows, grants } = this.shared
    const mine = known.get(upstreamKey(this.upstream))
    this.seen = (mine ?? this.known)?.epoch ?? grants[0]!
    if (!mine) return
    this.known = mine
    this.refs = Int32Array.from(this.upstream.targets, ({ host, port }) => mine.refs.get(addressOf({ host, port })) ?? NONE)
    this.versions = rows.intsOf(mine.head)
    this.versionAt = rows.placeOf(mine.head)
  }

  version(): number {
    // A plain read costs a tenth; where it shows something new, that is read in order, before what it is about.
    if (this.versions[this.versionAt] !== this.read) this.read = Atomics.load(this.versions, this.versionAt)
    return this.read
  }

  private refAt(place: number): Ref {
    if (this.seen !== (this.known === null ? this.shared.grants[0] : this.known.epoch)) this.look()
    return this.refs[place] ?? NONE
  }

  isUp(place: number): boolean {
    const ref = this.refAt(place)
    return ref === NONE || this.shared.rows.isUp(ref)
  }

  upSince(place: number): number {
    const ref = this.refAt(place)
    return ref === NONE ? 0 : this.shared.rows.upSince(ref)
  }

  report(place: number, outcome: Outcome): void {
    if (this.passive === null) return
    const result = outcome.kind === 'status' ? resultOf(this.passive.statuses, outcome.status) : outcome.kind
    if (result === null) return
    const ref = this.refAt(place)
    if (ref === NONE) return
    const { rows, now, onChange } = this.shared
    const state = rows.count(ref, result, this.passive.thresholds[result])
    if (state === null) return
    const at = now()
    if (state === 'up') rows.setUpSince(ref, at)
    rows.changed(this.known!.head)
    onChange({ ref, state, at, reason: reasonOf(outcome) })
  }
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'status') return `status: ${outcome.status}`
  return outcome.kind === 'timeout' ? 'timeout' : 'connection'
}

/**
 * @param onChange is told of each target that passive checks have taken out or brought back, in this thread
 * @param now the clock of `performance.timeOrigin + performance.now()`
 */
export function createHealthView(onChange: (change: PassiveChange) => void, now: () => number): HealthView & { receive(message: ToHealthView): void } {
  const shared: Shared = { rows: new Rows(), known: new Map(), grants: new Int32Array(1), onChange, now }
  return {
    of: (upstream) => new SharedUpstreamHealth(shared, upstream),
    receive({ slabs, upstreams, gone }) {
      shared.rows.add(slabs)
      for (const { key, head, added, refs, removed } of upstreams) {
        let known = shared.known.get(key)
        if (!known) {
          shared.known.set(key, (known = { head, refs: new Map(), epoch: 0 }))
          shared.grants[0]!++
        }
        added.forEach((address, index) => known.refs.set(address, refs[index]!))
        for (const address of removed) known.refs.delete(address)
        known.epoch++
        // Who asked before must ask again.
        if (added.length > 0) shared.rows.changed(head)
      }
      for (const key of gone) shared.known.delete(key)
    },
  }
}
