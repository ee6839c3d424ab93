import type { BenchCase, TrafficFigures, TrafficResult } from '../../case.ts'
import { cpuPerGiB, figuresOf } from '../figures.ts'
import { pickGenerator } from '../load/generator.ts'
import type { Plan } from '../load/plan.ts'
import { inRounds, type Round } from '../rounds.ts'
import type { Settings } from '../settings.ts'
import { SUBJECTS, withStage } from '../stage.ts'
import { filteredSluice, sluice } from '../subjects/sluice.ts'
import type { Running, Subject } from '../subjects/subject.ts'
import { CLOSING, KEPT_OPEN } from './closing.ts'

export const UNEQUAL = 'Sluice holds 1,000 routes and counts metrics, its peers one route and no metrics'

type LoadCase = { name: string; plan: Plan; figures?: (rounds: readonly Round[]) => TrafficFigures; subjects?: Subject[]; remark?: string }

/** One plan on every subject, in interleaved rounds. */
function loadCase({ name, plan, figures = figuresOf, subjects = SUBJECTS, remark }: LoadCase): BenchCase {
  const run = (settings: Settings): Promise<TrafficResult[]> => {
    const { name: clients, generate } = pickGenerator()
    return withStage(settings, async ({ running, notes }) => {
      const portOf = ({ http, https }: Running) => (plan.tls ? https : http)
      const measured = await inRounds(running, settings, (subject, seconds) => generate(plan, portOf(subject), seconds))
      const note = [`the clients are ${clients}`, ...notes, UNEQUAL, ...(remark === undefined ? [] : [remark])].join('; ')
      return [...measured].map(([{ name: subject, version }, rounds], index) => ({
        case: name, subject, version, ...figures(rounds), ...(index === 0 && { note }),
      }))
    }, subjects)
  }
  return { name, group: 'traffic', run }
}

const bodies = (rounds: readonly Round[]): TrafficFigures => ({ ...figuresOf(rounds), ...cpuPerGiB(rounds) })

const KEPT: Omit<Plan, 'path' | 'connections'> = { tls: false, close: false }

export const LOAD_CASES: BenchCase[] = [
  loadCase({ name: 'http1-1k', plan: { ...KEPT, path: '/1k', connections: 64 } }),
  loadCase({ name: 'https-1k', plan: { ...KEPT, path: '/1k', connections: 64, tls: true } }),
  loadCase({ name: 'connections', plan: { ...KEPT, path: '/1k', connections: 64, close: true }, subjects: CLOSING, remark: KEPT_OPEN }),
  loadCase({ name: 'filters', plan: { ...KEPT, path: '/1k', connections: 64, headers: { Origin: 'https://shop.example.test' } }, subjects: [sluice, filteredSluice] }),
  loadCase({ name: 'body-1m', plan: { ...KEPT, path: '/1m', connections: 16 }, figures: bodies }),
  loadCase({ name: 'body-100m', plan: { ...KEPT, path: '/100m', connections: 4 }, figures: bodies }),
]
