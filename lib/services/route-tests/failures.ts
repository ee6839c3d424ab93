import type { Expectation } from '#lib/model/route-test.ts'
import type { Explanation } from '../tester/result.ts'

/** One thing that is not as expected; `actual` null: there was none. `listener`: the request arrives nowhere. */
export type Failure = { field: keyof Expectation | 'listener'; expected: string | number; actual: string | number | null }

/** What tests look at. */
export type Known = Pick<Explanation, 'outcome' | 'route' | 'service' | 'upstream' | 'targets' | 'upstreamRequest'> & {
  /** Other names of the route. */
  alsoCalled?: readonly string[]
  canary: Pick<NonNullable<Explanation['canary']>, 'side' | 'share'> | null
}
type Found = string | number | null

/** Where no active canary splits the route, a forwarded request is on the stable side; so is a split of nothing. */
function sidesOf({ outcome, canary }: Known): Found[] {
  if (!canary) return [outcome.kind === 'forward' ? 'stable' : null]
  const certain = canary.share === 0 ? ['stable'] : canary.share === 1 ? ['canary'] : []
  return [canary.side, ...certain]
}

/** What each expectation may name; where chance decides, there are several. */
const FOUND: Record<keyof Expectation, (explanation: Known) => Found[]> = {
  outcome: ({ outcome }) => [outcome.kind],
  status: ({ outcome }) => ['status' in outcome ? outcome.status : null],
  location: ({ outcome }) => ['location' in outcome ? outcome.location : null],
  route: ({ route, alsoCalled = [] }) => [route, ...alsoCalled],
  service: ({ service }) => [service],
  upstream: ({ upstream }) => [upstream],
  target: ({ targets }) => targets.filter(({ share }) => share > 0).map(({ address }) => address),
  side: sidesOf,
  upstreamUrl: ({ upstreamRequest }) => [upstreamRequest?.url ?? null],
}

const shown = (field: keyof Expectation, found: Found[]): Found => (found.length > 1 && field !== 'route' ? [...new Set(found)].join(', ') : (found[0] ?? null))

/** What of an expectation does not hold, in the order of its fields. */
export function failuresOf(expected: Expectation, explanation: Known): Failure[] {
  return (Object.keys(FOUND) as (keyof Expectation)[]).flatMap((field): Failure[] => {
    const wanted = expected[field]
    const found = FOUND[field](explanation)
    return wanted === undefined || found.includes(wanted) ? [] : [{ field, expected: wanted, actual: shown(field, found) }]
  })
}
