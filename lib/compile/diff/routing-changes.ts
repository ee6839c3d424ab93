import type { Destination } from './destination.ts'
import { filterChange } from './filter-words.ts'

/**
 * Requests that change where they go. `pattern` as people write it: `http GET shop.test/api… with x-version: 2`.
 * `alike`: how many more patterns change in the same way.
 */
export type RoutingChange = { pattern: string; before: string; after: string; alike: number }

/** One pattern that changes; `route`: what changes alike of one route stands in one line. */
export type Finding = { route: string; pattern: string; before: Destination; after: Destination }

const MOST_LINES = 200

type Line = { first: Finding; patterns: Set<string> }

/** The details where the short texts do not tell the two apart, and how the filters differ. */
function toChange({ first, patterns }: Line): RoutingChange {
  const { pattern, before, after } = first
  const isTold = before.text !== after.text || before.detail === after.detail
  const words = ({ text, detail }: Destination, filters: readonly string[]) => [isTold ? text : detail, ...filters].join('; ')
  const differing = filterChange(before.filters, after.filters)
  return { pattern, before: words(before, differing.before), after: words(after, differing.after), alike: patterns.size - 1 }
}

function linesBy(findings: readonly Finding[], keyOf: (finding: Finding) => unknown[]): Line[] {
  const lines = new Map<string, Line>()
  for (const finding of findings) {
    const key = JSON.stringify(keyOf(finding))
    const line = lines.get(key)
    if (line) line.patterns.add(finding.pattern)
    else lines.set(key, { first: finding, patterns: new Set([finding.pattern]) })
  }
  return [...lines.values()]
}

/** What is lost, what goes elsewhere, what is new. */
const telling = ({ first: { before, after } }: Line) => (after.isLost && !before.isLost ? 0 : before.isLost && !after.isLost ? 2 : 1)

/** Many patterns as a short list: what changes alike is one line, of one route or, where that is too long, of all. */
export function summarise(findings: readonly Finding[]): RoutingChange[] {
  const changeOf = ({ before, after }: Finding) => [before.kind, after.kind, before.text === after.text]
  const byRoute = linesBy(findings, (finding) => [finding.route, ...changeOf(finding)])
  const lines = byRoute.length > MOST_LINES ? linesBy(findings, changeOf) : byRoute
  return lines
    .sort((a, b) => telling(a) - telling(b))
    .slice(0, MOST_LINES)
    .map(toChange)
}
