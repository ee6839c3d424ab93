import type { Result } from './cells.ts'
import type { Probe, ProbeAnswer } from './probe.ts'
import { startRounds, type Clock } from './rounds.ts'
import type { Target, Tracked } from './targets.ts'

/** Which active checks run. */
export type Checker = {
  /** Runs those that the upstream wants now; those that run already go on. */
  fit(upstream: Tracked): void
  forget(upstream: Tracked): void
  /** Checks by workspace, upstream and result. */
  counts(): { labels: Record<string, string>; value: number }[]
  stop(): void
}

export type CheckerOptions = {
  probe: Probe
  clock: Clock
  isUp(target: Target): boolean
  /** A check is over; its target may be gone by now. */
  onAnswer(target: Target, answer: ProbeAnswer): void
}

type ResultName = Result | 'neutral'
type Running = { made: string; stop(): void }
type Counted = { upstream: Tracked; results: Map<ResultName, number> }

const LABELS: Record<ResultName, string> = { success: 'success', httpFailure: 'http_failure', tcpFailure: 'tcp_failure', timeout: 'timeout', neutral: 'neutral' }

export function createChecker({ probe, clock, isUp, onAnswer }: CheckerOptions): Checker {
  const running = new Map<string, Running>()
  const counted = new Map<string, Counted>()
  let isStopped = false

  const count = (upstream: Tracked, result: ResultName) => {
    let entry = counted.get(upstream.key)
    if (entry?.upstream !== upstream) counted.set(upstream.key, (entry = { upstream, results: new Map() }))
    entry.results.set(result, (entry.results.get(result) ?? 0) + 1)
  }
  const checkOf = (upstream: Tracked) => async (target: Target) => {
    const { checks, hostHeader, targets } = upstream
    if (!checks || targets.get(target.address) !== target) return
    const answer = await probe({ checks: checks.active, host: target.host, port: target.port, hostHeader })
    if (isStopped || !running.has(upstream.key)) return
    count(upstream, answer.result ?? 'neutral')
    onAnswer(target, answer)
  }
  const halt = (key: string) => {
    running.get(key)?.stop()
    running.delete(key)
  }
  return {
    fit(upstream) {
      const { key, checks } = upstream
      const wants = checks !== null && (checks.active.healthy.interval > 0 || checks.active.unhealthy.interval > 0)
      if (!wants || isStopped) return halt(key)
      // New targets take part in the next round: where they come often, rounds that began anew would never come.
      const made = JSON.stringify(checks.active)
      if (running.get(key)?.made === made) return
      halt(key)
      const rounds = startRounds({ checks: checks.active, clock, targets: () => upstream.targets.values(), isUp, check: checkOf(upstream) })
      running.set(key, { made, stop: rounds.stop })
    },
    forget({ key }) {
      halt(key)
      counted.delete(key)
    },
    counts: () =>
      [...counted.values()].flatMap(({ upstream, results }) =>
        [...results].map(([result, value]) => ({ labels: { workspace: upstream.workspace, upstream: upstream.name, result: LABELS[result] }, value })),
      ),
    stop() {
      isStopped = true
      for (const key of running.keys()) halt(key)
    },
  }
}
