import { median } from '../statistics.ts'
import type { Seen } from './load/plan.ts'
import { usageOf } from './process-usage.ts'
import type { Settings } from './settings.ts'
import type { Running } from './subjects/subject.ts'

/** What one round of one subject gave. CPU and memory are null where the platform does not tell. */
export type Round = Seen & { cpuMicros: number | null; rssMiB: number | null }

/** One load on one subject, with what it cost the subject. */
export async function measureRound({ pid }: Running, load: () => Promise<Seen>): Promise<Round> {
  const before = usageOf(pid)
  const seen = await load()
  const after = usageOf(pid)
  return { ...seen, cpuMicros: before && after && after.cpuMicros - before.cpuMicros, rssMiB: after && after.rssMiB }
}

/**
 * Rounds of all subjects, then all again, so that a machine that grows slower does so for all. The first, which warms
 * up, does not count.
 */
export async function inRounds(
  running: readonly Running[], { rounds, seconds }: Settings, load: (subject: Running, seconds: number) => Promise<Seen>,
): Promise<Map<Running, Round[]>> {
  const all = new Map<Running, Round[]>(running.map((subject) => [subject, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [subject, collected] of all) {
      const measured = await measureRound(subject, () => load(subject, seconds))
      if (round > 0) collected.push(measured)
    }
  }
  return all
}

/** The median over rounds of what can be told of each; undefined if it can be told of none. */
export function medianOf(rounds: readonly Round[], value: (round: Round) => number | null): number | undefined {
  const values = rounds.map(value).filter((one): one is number => one !== null && Number.isFinite(one))
  return values.length === 0 ? undefined : median(values)
}
