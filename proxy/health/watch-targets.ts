import { healthPoster, type HealthEnd } from '#lib/link/health-poster.ts'
import { createNames } from '../balancing/names.ts'
import type { Log } from '../log.ts'
import { createHealth, type Health } from './health.ts'
import type { ToHealthView } from './messages.ts'
import { createProbe, type Probe } from './probe.ts'
import { REAL_CLOCK, type Clock } from './rounds.ts'

/** Of active checks: what asks a target, and when. */
export type CheckOptions = { probe?: Probe; clock?: Clock }

/** The health of targets, and how the controller hears of it. */
export type WatchedTargets = { health: Health; link: HealthEnd; close(): void }

/**
 * @param startedAt of the process, in the words of its reports
 * @param tell tells every worker
 */
export function watchTargets({ probe, clock = REAL_CLOCK }: CheckOptions, log: Log, startedAt: string, tell: (message: ToHealthView) => void): WatchedTargets {
  const names = createNames()
  const poster = healthPoster(() => health.report(startedAt))
  const health: Health = createHealth({
    tell, log, clock,
    onChange: poster.changed,
    probe: probe ?? createProbe(names),
    retainNames: names.retain,
    // One clock for all threads, whose time origins differ.
    now: () => performance.timeOrigin + performance.now(),
  })
  return {
    health,
    link: { connected: poster.connected, lost: poster.lost, marks: health.mark },
    close() {
      health.stop()
      poster.close()
      names.close()
    },
  }
}
