import type { RoutingResult } from '../case.ts'
import { columns, rounded } from '../columns.ts'

function nanoseconds(value: number): string {
  if (value < 1000) return `${value.toFixed(0)} ns`
  return value < 1e6 ? `${rounded(value / 1000)} µs` : `${rounded(value / 1e6)} ms`
}

const HEADINGS = ['case', 'subject', 'version', 'median', 'p99', '× sluice', 'bytes/route', 'table alone', 'bytes/match']

const midOf = (result: RoutingResult): number => ('medianNs' in result ? result.medianNs : result.medianMs * 1e6)

function cells(result: RoutingResult, results: readonly RoutingResult[]): string[] {
  const own = results.find((other) => other.case === result.case && other.subject === 'sluice')
  const ratio = own && own !== result ? rounded(midOf(result) / midOf(own)) : ''
  const start = [result.case, result.subject, result.version, nanoseconds(midOf(result))]
  if (!('medianNs' in result)) return [...start, '', ratio, '', '', '']
  const { p99Ns, bytesPerRoute, tableBytesPerRoute, bytesPerMatch } = result
  return [...start, nanoseconds(p99Ns), ratio, String(bytesPerRoute), String(tableBytesPerRoute ?? ''), String(bytesPerMatch)]
}

/** The lines of the routing cases; none if none ran. */
export const routingTable = (results: readonly RoutingResult[]): string[] =>
  results.length === 0 ? [] : columns([HEADINGS, ...results.map((result) => cells(result, results))])
