import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Filter, FILTER_TYPES, Filters, REPEATABLE, type FilterType } from '#lib/model/filter.ts'
import { arbitraryFilter } from '#lib/testing/random-filters.ts'
import { FILTER_GROUPS, isTaken } from './filter-groups.ts'
import { filterField, fromFilterRow, fromFilterRows, runningOrder, toFilterRow, toFilterRows, type FilterRow } from './filter-rows.ts'
import { newFilterRow } from './new-filter.ts'
import { summaryValues } from './summary-values.ts'

const HSTS = Filter.parse({ type: 'hsts' })

/** As it goes over the wire. */
const sent = (rows: readonly FilterRow[]): unknown => JSON.parse(JSON.stringify(fromFilterRows(rows)))

test.each(FILTER_TYPES)('any %s filter survives the form', (type) => {
  fc.assert(
    fc.property(arbitraryFilter(type), (given) => {
      const filter = Filter.parse(given)
      expect(Filter.parse(fromFilterRow(toFilterRow(filter)))).toStrictEqual(filter)
      expect(sent([toFilterRow(filter)])).toEqual([filter])
    }),
    { numRuns: 200 },
  )
})

/** Where the issues of a list stand; two of one field are one error of the form. */
function errorFields(rows: readonly FilterRow[]): string[] {
  const issues = Filters.safeParse(sent(rows)).error?.issues ?? []
  return [...new Set(issues.map(({ path }) => filterField(['filters', ...(path as (string | number)[])], rows)))]
}

/** What is left blank in a new filter, and so where the first error stands. */
const TO_FILL: Partial<Record<FilterType, string>> = {
  ipRestriction: 'allow',
  externalAuth: 'url',
  rewriteHost: 'value',
  requestHeaders: 'set',
  mirror: 'service',
  defaultBackend: 'service',
  responseHeaders: 'set',
}

test.each(FILTER_TYPES)('a new %s filter works, or asks for what only its author knows', (type) => {
  expect(errorFields([newFilterRow(type)])).toEqual(TO_FILL[type] === undefined ? [] : [`filters.0.${TO_FILL[type]}`])
})

test('rows stand in the order in which they run, and equals as they stand in the list', () => {
  const rows = (['compression', 'rateLimit', 'ipRestriction', 'rateLimit'] as const).map((type) => ({ type }))
  expect(runningOrder(rows)).toEqual([2, 1, 3, 0])
})

test('the menu offers every type once', () => {
  expect(Object.values(FILTER_GROUPS).flat().toSorted()).toEqual([...FILTER_TYPES].toSorted())
})

test.each(FILTER_TYPES)('a second %s filter is taken just where the model refuses it', (type) => {
  expect(isTaken(type, [{ type }])).toBe(!REPEATABLE.has(type))
  expect(isTaken(type, [])).toBe(false)
})

test.each(FILTER_TYPES)('one line about %s has all of its values', (type) => {
  for (const filter of fc.sample(arbitraryFilter(type), 20)) {
    for (const [name, value] of Object.entries(summaryValues(Filter.parse(filter)))) expect([name, typeof value]).toEqual([name, typeof value === 'number' ? 'number' : 'string'])
  }
})

type Broken = [name: string, type: FilterType, change: Record<string, unknown>, expected: string[]]

const BROKEN: Broken[] = [
  ['an address behind a blank row', 'ipRestriction', { allow: ['', '10.0.0.1', 'x'] }, ['allow.2']],
  ['an origin', 'cors', { allowOrigins: ['shop.test'] }, ['allowOrigins.0']],
  ['no origin', 'cors', { allowOrigins: [''] }, ['allowOrigins']],
  ['a header among chips', 'cors', { allowHeaders: ['x', 'a b'] }, ['allowHeaders']],
  ['a method among chips', 'cors', { allowMethods: ['get'] }, ['allowMethods']],
  ['a size', 'bodySize', { maxBytes: { amount: 0.3, unit: 'B' } }, ['maxBytes.amount']],
  ['no size', 'bodySize', { maxBytes: { amount: undefined, unit: 'B' } }, ['maxBytes.amount']],
  ['a limit by header without its name', 'rateLimit', { by: 'header', header: ' ' }, ['header']],
  ['a burst of a window', 'rateLimit', { algorithm: 'fixedWindow', burst: 3 }, ['burst']],
  ['a text for a number', 'connectionLimit', { connections: 'many' }, ['connections']],
  ['a key that may stand nowhere', 'keyAuth', { places: [] }, ['places']],
  ['a key name', 'keyAuth', { names: ['', 'a b'] }, ['names.1']],
  ['a consumer', 'basicAuth', { consumers: ['', '!'] }, ['consumers.1']],
  ['a cookie of the cache key', 'externalAuth', { url: 'http://a', cached: true, cacheKey: [{ from: 'ip', name: '' }, { from: 'cookie', name: '' }] }, ['cacheKey.1.name']],
  ['no cache key', 'externalAuth', { url: 'http://a', cached: true, cacheKey: [] }, ['cacheKey']],
  [
    'times of the cache', 'externalAuth',
    { url: 'http://a', cached: true, cacheDurations: [{ statuses: [], seconds: undefined }, { statuses: ['x'], seconds: 0 }] },
    ['cacheDurations.1.statuses', 'cacheDurations.1.seconds'],
  ],
  ['a response header', 'externalAuth', { url: 'http://a', responseHeaders: ['', 'a b'] }, ['responseHeaders.1']],
  ['a redirect to nowhere', 'redirect', { scheme: 'same' }, ['to']],
  ['a redirect without its URL', 'redirect', { to: 'url', url: ' ' }, ['url']],
  ['a path of a redirect', 'redirect', { pathMode: 'full', path: 'x' }, ['path']],
  ['a header to answer with', 'respond', { headers: [{ name: '', value: '' }, { name: 'x-a', value: '\n\u0001' }] }, ['headers.1.value']],
  ['a reserved header', 'requestHeaders', { set: [{ name: 'Connection', value: '1' }] }, ['set.0.name']],
  ['a header that stands there twice', 'requestHeaders', { set: [{ name: 'x-a', value: '1' }, { name: 'X-A', value: '2' }] }, ['set.1.name']],
  ['a header to remove', 'responseHeaders', { set: [], remove: ['', 'host'] }, ['remove.1']],
  ['no times', 'timeouts', { requestMs: undefined }, ['requestMs']],
  ['a page and no service', 'errorPages', { by: 'service', service: '' }, ['service']],
  ['a status code', 'errorPages', { statusCodes: ['5xx'] }, ['statusCodes']],
  ['a rewrite', 'rewritePath', { mode: 'full', value: 'x' }, ['value']],
  ['a pattern', 'rewritePath', { mode: 'regex', pattern: '' }, ['pattern']],
  ['a media type', 'compression', { contentTypes: ['text/*', 'x'] }, ['contentTypes.1']],
]

test.each(BROKEN)('%s: the error stands at its field', (_, type, change, expected) => {
  const rows = [newFilterRow('hsts'), { ...newFilterRow(type), ...change }]
  expect(errorFields(rows)).toEqual(expected.map((field) => `filters.1.${field}`))
})

test('a second one of a type is an error of its row', () => expect(errorFields(toFilterRows([HSTS, HSTS]))).toEqual(['filters.1']))
