import type { HealthReport, Mark, TargetHealth } from '#lib/link/health.ts'
import { createMarks } from '#lib/link/marks.ts'
import type { Slices } from '#lib/routing/slices.ts'
import type { Log } from '../log.ts'
import type { Metric } from '../prometheus.ts'
import type { Prepared } from '../workers/plan.ts'
import { createChecker } from './checker.ts'
import { createHistory } from './history.ts'
import { upstreamKey } from '../upstream-key.ts'
import type { PassiveChange, ToHealthView } from './messages.ts'
import type { Probe, ProbeAnswer } from './probe.ts'
import { activeThresholds, type Clock } from './rounds.ts'
import { createTargets, type Target, type Tracked, type Word } from './targets.ts'

/** The health of all targets, as the primary keeps it. */
export type Health = {
  /** A snapshot is to be built: what workers need for it, they are told. */
  planSlices(snapshot: Prepared): Slices<void>
  /** The snapshot that was planned last serves. */
  commit(): void
  /** A worker has begun. */
  greet(post: (message: ToHealthView) => void): void
  /** A worker's passive checks have changed a target. */
  passive(change: PassiveChange): void
  /** What operators say, in any order; an older word than the one known is nothing. */
  mark(marks: readonly Mark[]): void
  report(startedAt: string): HealthReport
  /** For `/status`. */
  status(): { targets: object[]; leftOut: number }
  metrics(): Metric[]
  stop(): void
}

export type HealthOptions = {
  /** Tells every worker. */
  tell(message: ToHealthView): void
  /** What `report` says has changed. */
  onChange(): void
  probe: Probe
  clock: Clock
  /** Other hosts than these are not asked for any more. */
  retainNames(hosts: ReadonlySet<string>): void
  log: Log
  /** Unix time in milliseconds. */
  now(): number
}

const MOST_REPORTED = 10_000

/** Whether anything could take a target of the upstream out. */
function canFall({ checks }: Tracked): boolean {
  if (!checks) return false
  const { active, passive } = checks
  const isActive = active.healthy.interval > 0 || active.unhealthy.interval > 0
  const counters = [passive.healthy.successes, passive.unhealthy.httpFailures, passive.unhealthy.tcpFailures, passive.unhealthy.timeouts]
  return isActive || counters.some((counter) => counter > 0)
}

const keyOf = ({ workspace, upstream }: Mark) => upstreamKey({ workspace, name: upstream })
const namesOf = ({ upstream, address }: Target) => ({ workspace: upstream.workspace, upstream: upstream.name, address })

const healthOf = (target: Target): TargetHealth => ({
  ...namesOf(target), state: target.state, by: target.word?.by ?? null, since: target.word?.at ?? null, reason: target.word?.reason ?? '',
})

const operatorWord = ({ at, actor }: Mark): Word => ({ by: 'operator', at, reason: `operator: ${actor}` })

export function createHealth({ tell, onChange, probe, clock, retainNames, log, now }: HealthOptions): Health {
  const marks = createMarks(now)
  const history = createHistory()
  const heldDown = (): ReadonlySet<string> =>
    new Set(marks.all().filter(({ state }) => state === 'down').map(keyOf))
  const onNew = (target: Target) => {
    const mark = marks.of(namesOf(target))
    if (mark?.state !== 'down') return
    rows.mark(target.ref, true)
    note(target, operatorWord(mark))
  }
  const targets = createTargets({ tell, marked: heldDown, onNew })
  const { rows } = targets

  /** Brings what is known of a target to what its row says, and tells it where that changes anything. */
  const note = (target: Target, word: Word) => {
    const state = rows.isUp(target.ref) ? 'up' : 'down'
    if (state === target.state) return
    target.state = state
    say(target, word)
  }
  const say = (target: Target, word: Word) => {
    target.word = word
    history.add(target, word)
    const { by, reason } = word
    log[target.state === 'up' ? 'info' : 'warn']({ ...namesOf(target), by, reason }, `a target is ${target.state}`)
    onChange()
  }
  const checker = createChecker({
    probe, clock,
    isUp: ({ ref }) => !rows.isDownByChecks(ref),
    onAnswer(target, { result, reason }: ProbeAnswer) {
      const checks = target.upstream.checks?.active
      if (!checks || result === null || targets.byRef(target.ref) !== target) return
      const state = rows.count(target.ref, result, activeThresholds(checks)[result])
      if (state === null) return
      const at = now()
      if (state === 'up') rows.setUpSince(target.ref, at)
      rows.changed(target.upstream.head)
      note(target, { by: 'active', at, reason })
    },
  })
  /** Puts what an operator said into the target's row. */
  const obey = (target: Target, mark: Mark) => {
    const isDown = mark.state === 'down'
    rows.mark(target.ref, isDown)
    if (!isDown) rows.clear(target.ref)
    if (!isDown && target.state === 'down') rows.setUpSince(target.ref, now())
    rows.changed(target.upstream.head)
    if (isDown) target.word = operatorWord(mark)
    note(target, operatorWord(mark))
  }
  const apply = (mark: Mark) => {
    const target = targets.get(keyOf(mark))?.targets.get(mark.address)
    if (target) obey(target, mark)
  }
  /** What comes back under this address may be another one: in a cluster, addresses are given out again. */
  const release = (removed: readonly Target[]) => {
    const held = removed.map((target) => marks.of(namesOf(target))).filter((mark) => mark?.state === 'down')
    marks.take(held.map((mark) => ({ ...mark!, state: 'up', at: mark!.at + 1, actor: 'removed' })))
  }
  const fit = (upstream: Tracked) => {
    checker.fit(upstream)
    if (canFall(upstream)) return
    for (const target of upstream.targets.values()) {
      if (!rows.isDownByChecks(target.ref)) continue
      rows.clear(target.ref)
      rows.setUpSince(target.ref, now())
      rows.changed(upstream.head)
      note(target, { by: 'config', at: now(), reason: 'unchecked' })
    }
  }
  /** A worker that has ended may have changed what it did not come to tell. */
  const reconcile = () => {
    for (const upstream of targets.all()) for (const target of upstream.targets.values()) note(target, { by: 'passive', at: now(), reason: '' })
  }
  const shown = (): { targets: TargetHealth[]; leftOut: number } => {
    const all: Target[] = []
    for (const upstream of targets.all()) {
      for (const target of upstream.targets.values()) if (canFall(upstream) || target.state === 'down' || marks.of(namesOf(target))) all.push(target)
    }
    const down = all.filter(({ state }) => state === 'down')
    const first = all.length <= MOST_REPORTED ? all : [...down, ...all.filter(({ state }) => state === 'up')].slice(0, MOST_REPORTED)
    return { targets: first.sort((a, b) => Number(a.state === 'up') - Number(b.state === 'up')).map(healthOf), leftOut: all.length - first.length }
  }
  return {
    planSlices: targets.planSlices,
    commit() {
      const { removed, gone, changed } = targets.commit()
      release(removed)
      for (const upstream of gone) {
        checker.forget(upstream)
        history.forget(upstream)
      }
      changed.forEach(fit)
      if (removed.length + changed.length === 0) return
      retainNames(new Set([...targets.all()].flatMap((upstream) => [...upstream.targets.values()].map(({ host }) => host))))
      onChange()
    },
    greet(post) {
      reconcile()
      const whole = targets.whole()
      if (whole.slabs.length > 0) post(whole)
    },
    passive({ ref, state, at, reason }) {
      const target = targets.byRef(ref)
      if (!target) return
      const isMarked = marks.of(namesOf(target))?.state === 'down'
      if (target.state !== state && !isMarked) {
        target.state = state
        say(target, { by: 'passive', at, reason })
      }
      // Another thread may have changed it meanwhile.
      note(target, { by: 'active', at: now(), reason: '' })
    },
    mark(given) {
      const taken = marks.take(given)
      targets.track(new Set(taken.filter(({ state }) => state === 'down').map(keyOf)))
      taken.forEach(apply)
      if (taken.length > 0) onChange()
    },
    report: (startedAt) => ({ startedAt, ...shown(), changes: history.recent(), marks: marks.all() }),
    status: () => {
      const { targets: listed, leftOut } = shown()
      return { targets: listed.map((target) => ({ ...target, since: target.since === null ? null : new Date(target.since).toISOString() })), leftOut }
    },
    metrics() {
      const each: Metric['samples'] = []
      for (const { workspace, name, targets: own } of targets.all()) {
        for (const { address, ref } of own.values()) each.push({ labels: { workspace, upstream: name, target: address }, value: rows.isUp(ref) ? 1 : 0 })
      }
      return [
        { name: 'sluice_target_health', help: '1 while a target is up, of those that are checked or were marked.', type: 'gauge', samples: each },
        { name: 'sluice_target_health_changes_total', help: 'Changes of targets, by the new state and who changed it.', type: 'counter', samples: [...history.counts()] },
        { name: 'sluice_health_checks_total', help: 'Active checks by result.', type: 'counter', samples: checker.counts() },
      ]
    },
    stop: checker.stop,
  }
}
