import { judge, type Verdict } from './bars.ts'
import { type CaseResult, isRouting, isTraffic } from './case.ts'
import { rounded } from './columns.ts'
import type { Machine } from './machine.ts'
import { routingTable } from './routing/table.ts'
import { trafficTable } from './traffic/table.ts'

const verdictLine = ({ figure, value, limit, sense, unit, isMet }: Verdict): string =>
  `  ${isMet ? 'met   ' : 'missed'}  ${figure}: ${rounded(value)} ${unit} (bar: ${sense === 'atMost' ? '≤' : '≥'} ${limit} ${unit})`

const machineLine = ({ cpu, cores, memoryMiB, node, platform }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryMiB} MiB, node ${node}, ${platform}`

/** All subjects side by side, then what the reader must know, then each bar and whether it is met. */
export function report(machine: Machine, results: readonly CaseResult[]): string {
  const routing = routingTable(results.filter(isRouting))
  const traffic = Map.groupBy(results.filter(isTraffic), (result) => result.case)
  const tables = [...(routing.length > 0 ? [routing] : []), ...[...traffic.values()].map(trafficTable)]
  const notes = new Set(results.flatMap(({ note, subject, case: name }) => (note === undefined ? [] : [`  ${name} ${subject}: ${note}`])))
  const verdicts = judge(results).map(verdictLine)
  return [
    machineLine(machine),
    ...tables.flatMap((table) => ['', ...table]),
    ...(notes.size > 0 ? ['', 'Notes', ...notes] : []),
    ...(verdicts.length > 0 ? ['', 'Bars', ...verdicts] : []),
  ].join('\n')
}
