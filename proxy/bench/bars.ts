import { Algorithm } from '#lib/model/upstream.ts'
import { type CaseResult, type CompileResult, isTraffic, type MatchResult, type TrafficResult } from './case.ts'
import { TRAFFIC_BARS } from './traffic/bars.ts'

/** What a figure must reach at least. `actual` answers undefined where its case did not run. */
export type Bar = {
  figure: string
  limit: number
  sense: 'atMost' | 'atLeast'
  unit: string
  actual: (results: Results) => number | undefined
}

export type Results = {
  match: (name: string, subject?: string) => MatchResult | undefined
  compiled: (name: string) => CompileResult | undefined
  traffic: (name: string, subject: string, variant?: string) => TrafficResult | undefined
}

const ratio = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a / b)
const atMost = (figure: string, limit: number, unit: string, actual: Bar['actual']): Bar => ({
  figure, limit, sense: 'atMost', unit, actual,
})

export const BARS: Bar[] = [
  atMost('match-10k median', 1, 'µs', ({ match }) => ratio(match('match-10k')?.medianNs, 1000)),
  atMost('match-10k p99', 5, 'µs', ({ match }) => ratio(match('match-10k')?.p99Ns, 1000)),
  atMost('match-100k median against match-100', 2, '×', ({ match }) => ratio(match('match-100k')?.medianNs, match('match-100')?.medianNs)),
  atMost('match-100k allocation against match-100', 1.25, '×', ({ match }) =>
    ratio(match('match-100k')?.bytesPerMatch, match('match-100')?.bytesPerMatch),
  ),
  atMost('match-one-host median', 3, 'µs', ({ match }) => ratio(match('match-one-host')?.medianNs, 1000)),
  atMost('match-10k memory a route', 2, 'KiB', ({ match }) => ratio(match('match-10k')?.bytesPerRoute, 1024)),
  atMost('match-100k memory a route', 2, 'KiB', ({ match }) => ratio(match('match-100k')?.bytesPerRoute, 1024)),
  atMost('compile-10k', 400, 'ms', ({ compiled }) => compiled('compile-10k')?.medianMs),
  atMost('recompile-10k', 60, 'ms', ({ compiled }) => compiled('recompile-10k')?.medianMs),
  {
    figure: 'match-10k ahead of the scan',
    limit: 100,
    sense: 'atLeast',
    unit: '×',
    actual: ({ match }) => ratio(match('match-10k', 'scan')?.medianNs, match('match-10k')?.medianNs),
  },
  ...Algorithm.options.map((algorithm) =>
    atMost(`balance: ${algorithm}`, 1, 'µs', ({ traffic }) => ratio(traffic('balance', 'sluice', algorithm)?.choiceNs, 1000)),
  ),
  ...TRAFFIC_BARS,
]

export type Verdict = Bar & { value: number; isMet: boolean }

/** The bars of the cases that ran, each with its figure. */
export function judge(results: readonly CaseResult[]): Verdict[] {
  const find = (name: string, subject: string) => results.find((result) => result.case === name && result.subject === subject)
  const match: Results['match'] = (name, subject = 'sluice') => {
    const found = find(name, subject)
    return found && 'medianNs' in found ? found : undefined
  }
  const compiled: Results['compiled'] = (name) => {
    const found = find(name, 'sluice')
    return found && 'medianMs' in found ? found : undefined
  }
  const traffic: Results['traffic'] = (name, subject, variant) =>
    results.filter(isTraffic).find((result) => result.case === name && result.subject === subject && result.variant === variant)
  return BARS.flatMap((bar) => {
    const value = bar.actual({ match, compiled, traffic })
    if (value === undefined) return []
    return { ...bar, value, isMet: bar.sense === 'atMost' ? value <= bar.limit : value >= bar.limit }
  })
}
