import type { BenchCase, TrafficResult } from '../../case.ts'
import { pickGenerator } from '../load/generator.ts'
import type { Plan, Seen } from '../load/plan.ts'
import { withStage } from '../stage.ts'
import { LIMIT, limitedSluice } from '../subjects/sluice.ts'
import { withWorkers } from '../subjects/subject.ts'

const NAME = 'rate-limit'
const PLAN: Plan = { path: '/1k', connections: 50, tls: false, close: false }
/** Of `--seconds`, so that a pause of the machine that is longer than the burst lasts is small beside it. */
const TIMES = 20

const rounded = (value: number): number => Number(value.toFixed(3))

/** How far what was accepted is from what the rule allows in that time: the burst, one, and so many a second. */
export function offRule({ requests, errors, seconds }: Pick<Seen, 'requests' | 'errors' | 'seconds'>): number {
  const allowed = LIMIT.burst + 1 + LIMIT.perSecond * seconds
  return (Math.abs(requests - errors - allowed) / allowed) * 100
}

/** Far more requests than a rule allows, by one worker and by two, which count together. */
export const RATE_LIMIT: BenchCase = {
  name: NAME,
  group: 'traffic',
  run: (settings) =>
    withStage(settings, async ({ running, notes }) => {
      const { name: clients, generate } = pickGenerator()
      const results: TrafficResult[] = []
      for (const { name: subject, version, variant, http } of running) {
        const seen = await generate(PLAN, http, settings.seconds * TIMES)
        const note = [`${LIMIT.perSecond} requests/s with a burst of ${LIMIT.burst}`, `the clients are ${clients}`, ...notes].join('; ')
        results.push({
          case: NAME, subject, version, ...(variant !== undefined && { variant }),
          requestsPerSecond: rounded(seen.requests / seen.seconds), acceptedPerSecond: rounded((seen.requests - seen.errors) / seen.seconds),
          offRulePercent: rounded(offRule(seen)), ...(results.length === 0 && { note }),
        })
      }
      return results
    }, [withWorkers(limitedSluice, 1), withWorkers(limitedSluice, 2)]),
}
