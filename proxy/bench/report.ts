import { judge, type Verdict } from './bars.ts'
import type { CaseResult } from './case.ts'
import type { Machine } from './machine.ts'

const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

function nanoseconds(value: number): string {
  if (value < 1000) return `${value.toFixed(0)} ns`
  return value < 1e6 ? `${rounded(value / 1000)} µs` : `${rounded(value / 1e6)} ms`
}

const HEADINGS = ['case', 'subject', 'version', 'median', 'p99', '× sluice', 'bytes/route', 'table alone', 'bytes/match']

const midOf = (result: CaseResult): number => ('medianNs' in result ? result.medianNs : result.medianMs * 1e6)

function cells(result: CaseResult, results: readonly CaseResult[]): string[] {
  const own = results.find((other) => other.case === result.case && other.subject === 'sluice')
  const ratio = own && own !== result ? rounded(midOf(result) / midOf(own)) : ''
  const start = [result.case, result.subject, result.version, nanoseconds(midOf(result))]
  if (!('medianNs' in result)) return [...start, '', ratio, '', '', '']
  const { p99Ns, bytesPerRoute, tableBytesPerRoute, bytesPerMatch } = result
  return [...start, nanoseconds(p99Ns), ratio, String(bytesPerRoute), String(tableBytesPerRoute ?? ''), String(bytesPerMatch)]
}

/** Columns as wide as their widest cell; the first three are texts, the others figures. */
function columns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const padded = (cell: string, column: number) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))
  return rows.map((row) => row.map(padded).join('  ').trimEnd())
}

const verdictLine = ({ figure, value, limit, sense, unit, isMet }: Verdict): string =>
  `  ${isMet ? 'met   ' : 'missed'}  ${figure}: ${rounded(value)} ${unit} (bar: ${sense === 'atMost' ? '≤' : '≥'} ${limit} ${unit})`

const machineLine = ({ cpu, cores, memoryMiB, node, platform }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryMiB} MiB, node ${node}, ${platform}`

/** All subjects side by side, then what the reader must know, then each bar and whether it is met. */
export function report(machine: Machine, results: readonly CaseResult[]): string {
  const notes = new Set(results.flatMap(({ note, subject, case: name }) => (note === undefined ? [] : [`  ${name} ${subject}: ${note}`])))
  const verdicts = judge(results).map(verdictLine)
  return [
    machineLine(machine),
    '',
    ...columns([HEADINGS, ...results.map((result) => cells(result, results))]),
    ...(notes.size > 0 ? ['', 'Notes', ...notes] : []),
    ...(verdicts.length > 0 ? ['', 'Bars', ...verdicts] : []),
  ].join('\n')
}
