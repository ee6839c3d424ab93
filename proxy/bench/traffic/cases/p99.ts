import type { BenchCase } from '../../case.ts'
import { figuresOf } from '../figures.ts'
import { pickGenerator } from '../load/generator.ts'
import { pacedLoad } from '../load/own.ts'
import type { Plan } from '../load/plan.ts'
import { inRounds } from '../rounds.ts'
import { SERVERS, withStage } from '../stage.ts'
import type { Running } from '../subjects/subject.ts'

const NAME = 'p99'
const PLAN: Plan = { path: '/1k', connections: 64, tls: false, close: false }

/** Requests per second that the first subject answers at most, once warm. */
async function peakOf({ http }: Running, seconds: number): Promise<number> {
  const { generate } = pickGenerator()
  await generate(PLAN, http, seconds)
  const { requests, seconds: took } = await generate(PLAN, http, seconds)
  return requests / took
}

/** Latency at one rate for all: half of what Sluice answers at its peak. */
export const P99: BenchCase = {
  name: NAME,
  group: 'traffic',
  run: (settings) =>
    withStage(settings, async ({ running, notes }) => {
      const rate = Math.round((await peakOf(running[0]!, settings.seconds)) / 2)
      const measured = await inRounds(running, settings, ({ http }, seconds) => pacedLoad(PLAN, http, seconds, rate))
      const pace = `${rate} requests/s, half of the peak of ${running[0]!.name}, in bursts a millisecond apart`
      const note = [pace, 'the clients are our own', ...notes].join('; ')
      return [...measured].map(([{ name: subject, version }, rounds], index) => ({
        case: NAME, subject, version, ...figuresOf(rounds), ...(index === 0 && { note }),
      }))
    }, SERVERS),
}
