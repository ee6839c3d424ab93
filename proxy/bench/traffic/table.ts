import type { FigureName, TrafficResult } from '../case.ts'
import { columns, rounded } from '../columns.ts'

const whole = (value: number): string => value.toFixed(0)

/** In the order of the columns. A case has those that any of its subjects has. */
const FIGURES: Record<FigureName, { heading: string; format: (value: number) => string }> = {
  choiceNs: { heading: 'ns/choice', format: whole },
  cpuMicrosPerRequest: { heading: 'CPU µs/request', format: rounded },
  cpuMsPerGiB: { heading: 'CPU ms/GiB', format: whole },
  requestsPerSecond: { heading: 'requests/s', format: rounded },
  p50Ms: { heading: 'p50 ms', format: rounded },
  p99Ms: { heading: 'p99 ms', format: rounded },
  bytesPerConnection: { heading: 'bytes/connection', format: whole },
  leastSharePercent: { heading: 'least share %', format: rounded },
  worstPauseMs: { heading: 'worst pause ms', format: rounded },
  quietPauseMs: { heading: 'without reload ms', format: rounded },
  publications: { heading: 'publications', format: whole },
  rssGrowthMiB: { heading: 'RSS growth MiB', format: rounded },
  slowestSharePercent: { heading: 'slowest of mean %', format: rounded },
  fastMiBPerSecond: { heading: 'fast reader MiB/s', format: rounded },
  fastAloneMiBPerSecond: { heading: 'alone MiB/s', format: rounded },
  rssMiB: { heading: 'RSS MiB', format: rounded },
  rssGrowthPercent: { heading: 'RSS growth %', format: rounded },
  descriptorsGrowth: { heading: 'more descriptors', format: rounded },
  leftOpen: { heading: 'left open', format: whole },
  workerEnds: { heading: 'worker ends', format: whole },
  acceptedPerSecond: { heading: 'accepted/s', format: rounded },
  offRulePercent: { heading: 'off the rule %', format: rounded },
  errors: { heading: 'errors', format: whole },
}

/** What subjects of a case are compared by: the first that they have. */
const COMPARED: FigureName[] = ['cpuMsPerGiB', 'cpuMicrosPerRequest', 'bytesPerConnection', 'p99Ms']

function ratio(result: TrafficResult, results: readonly TrafficResult[]): string {
  const anchor = results.find((other) => other.subject === 'nginx' && other.variant === result.variant)
  const figure = COMPARED.find((name) => result[name] !== undefined && anchor?.[name] !== undefined)
  return anchor === undefined || figure === undefined ? '' : rounded(result[figure]! / anchor[figure]!)
}

/** The lines of one traffic case: its subjects side by side. */
export function trafficTable(results: readonly TrafficResult[]): string[] {
  const names = (Object.keys(FIGURES) as FigureName[]).filter((name) => results.some((result) => result[name] !== undefined))
  const label = ({ case: name, variant }: TrafficResult) => (variant === undefined ? name : `${name} ${variant}`)
  const cell = (value: number | undefined, name: FigureName) => (value === undefined ? '' : FIGURES[name].format(value))
  const rows = results.map((result) => [
    label(result), result.subject, result.version, ratio(result, results), ...names.map((name) => cell(result[name], name)),
  ])
  return columns([['case', 'subject', 'version', '× nginx', ...names.map((name) => FIGURES[name].heading)], ...rows])
}
