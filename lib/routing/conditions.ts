import type { CompiledRoute, NamedMatch, ValueMatch } from '#lib/snapshot/snapshot.ts'
import { compilePattern, searches, type Pattern } from './pattern.ts'
import { headerOf, type HeaderValues, type RoutingRequest } from './request.ts'

type ValueTest = { text: string } | { pattern: Pattern } | { never: true }
/** `fold`: values are compared in lower case. */
export type NamedTest = { name: string; any: ValueTest[]; fold: boolean }

/** What a route asks beside host and path, with its patterns compiled once. */
export type Conditions = {
  methods: readonly string[]
  headers: NamedTest[]
  query: NamedTest[]
  snis: readonly string[]
}

const prepareValue = (value: ValueMatch, fold: boolean): ValueTest => {
  if (value.kind === 'exact') return { text: fold ? value.value.toLowerCase() : value.value }
  const result = compilePattern(value.value, value.caseInsensitive, 'search')
  return result.ok ? { pattern: result.pattern } : { never: true }
}

const prepareNamed = (matches: NamedMatch[], fold: boolean): NamedTest[] =>
  matches.map((match) => ({ name: match.name, any: match.any.map((value) => prepareValue(value, fold)), fold }))

/**
 * A route's conditions beside host and path, with their patterns compiled. Query values are always compared as they are.
 * @param foldHeaderValues header values are compared in lower case (Kong)
 */
export function prepareConditions(route: CompiledRoute, foldHeaderValues: boolean): Conditions {
  const { methods, headers, query, snis } = route
  return { methods, headers: prepareNamed(headers, foldHeaderValues), query: prepareNamed(query, false), snis }
}

function meets(test: NamedTest, value: string): boolean {
  const actual = test.fold ? value.toLowerCase() : value
  return test.any.some((want) => ('text' in want ? want.text === actual : 'pattern' in want && searches(want.pattern, actual)))
}

/** The first header test that no value of the request meets; null when all are met. Repeated headers: any one value. */
export function failedHeader(tests: readonly NamedTest[], headers: HeaderValues): NamedTest | null {
  for (const test of tests) {
    const actual = headerOf(headers, test.name)
    if (actual === undefined) return test
    const met = typeof actual === 'string' ? meets(test, actual) : actual.some((value) => meets(test, value))
    if (!met) return test
  }
  return null
}

/** As for headers; of a repeated argument the first value counts (Gateway API). */
export function failedQuery(tests: readonly NamedTest[], query: URLSearchParams): NamedTest | null {
  return tests.find((test) => {
    const actual = query.get(test.name)
    return actual === null || !meets(test, actual)
  }) ?? null
}

/** Equality, or `*.` for one label or more. Over plain HTTP an SNI rule counts as met (Kong). */
export function sniMatches(snis: readonly string[], request: Pick<RoutingRequest, 'sni'> & { protocol: string }): boolean {
  if (snis.length === 0 || request.protocol === 'http') return true
  const actual = request.sni
  return actual !== undefined && snis.some((sni) => (sni.startsWith('*.') ? actual.endsWith(sni.slice(1)) && actual.length > sni.length - 1 : sni === actual))
}
