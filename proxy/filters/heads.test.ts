import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { Consumer } from '#lib/model/consumer.ts'
import { Filter, FILTER_TYPES } from '#lib/model/filter.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { hashText } from '#lib/routing/balancing/hash-text.ts'
import { stickyCookie } from '#lib/routing/canary.ts'
import { bondCookie } from '#lib/routing/filters/affinity.ts'
import { signInLocation } from '#lib/routing/filters/external-auth.ts'
import { identityDrops, identityEdits } from '#lib/routing/filters/identity-fields.ts'
import type { Match } from '#lib/routing/match.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import { upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { CompiledFilterBody } from '#lib/snapshot/filters.ts'
import type { CompiledRewrite, CompiledRoute } from '#lib/snapshot/snapshot.ts'
import { headFault, withLineBreaks } from '#lib/testing/line-breaks.ts'
import { arbitraryFilter } from '#lib/testing/random-filters.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import { openBuckets } from '../buckets/buckets.ts'
import { allocateRows } from '../buckets/rows.ts'
import { answerOf, answerText, type Answer } from '../http1/answers.ts'
import type { Exchange } from '../http1/exchange.ts'
import { requestText, responseFields } from '../http1/headers.ts'
import type { LiveService } from '../live.ts'
import { planOf, type PlanParts } from './plan.ts'
import { makeExchange, type Asked } from './testing/exchange.ts'

const parts: PlanParts = { buckets: openBuckets(allocateRows(64), 0), consumers: null, log: { info: () => {}, warn: () => {}, error: () => {} } }
const live = { service: { protocol: 'http', path: null }, upstream: { hostHeader: null } } as LiveService
const endpoint = { host: '10.0.0.1', port: 80 } as Endpoint

const ASKED: Asked[] = [
  { target: '/a/b?x=1', protocol: 'https', port: 443 },
  { method: 'OPTIONS', target: '/a/b', headers: [['Origin', 'https://www.shop.test'], ['Access-Control-Request-Method', 'PUT']] },
]

function compiled(filter: Filter): CompiledFilterBody | null {
  if (filter.type === 'rewritePath') return null
  if (filter.type === 'mirror' || filter.type === 'defaultBackend') return { ...filter, service: 0 }
  if (filter.type !== 'errorPages') return filter
  const { statusCodes, contentType, body = '' } = filter
  return { type: 'errorPages', statusCodes, page: { kind: 'text', body, contentType } }
}

function rewriteOf(filter: Filter): CompiledRewrite | null {
  if (filter.type !== 'rewritePath') return null
  return filter.mode === 'regex' ? { kind: 'replace', pattern: filter.pattern, replacement: filter.replacement, withQuery: false } : { kind: filter.mode, value: filter.value }
}

const answerHead = (exchange: Exchange, answer: Answer): string =>
  answerText(answer, { requestId: 'id', isLast: false, isHead: true, minor: 1, edit: (lines) => responseFields(exchange, lines), extra: '' })

/** The heads of all that a filter may write. */
function headsOf(filter: Filter, asked: Asked): string[] {
  const body = compiled(filter)
  const filters = body === null ? [] : [{ template: null, filter: body }]
  const route = { workspace: 'default', name: 'shop', preserveHost: true, stripPath: false, pathHandling: 'v0', rewrite: rewriteOf(filter), filters } as unknown as CompiledRoute
  const plan = planOf(route, parts)
  const exchange = makeExchange({ ...asked, matchedLength: 2 })
  exchange.plan = plan
  Object.assign(exchange.client, { tls: null })
  exchange.match = { ...exchange.match!, route, test: { kind: 'prefix', value: '/a' } } as Match
  const verdicts = plan.checks.map((check) => check(exchange)).filter((verdict) => verdict !== null && 'code' in verdict)
  const answers = [...verdicts, answerOf('INTERNAL'), ...(body?.type === 'errorPages' && body.page.kind === 'text' ? [answerOf('ERROR_PAGE', { content: { type: body.page.contentType, body: body.page.body } })] : [])]
  return [
    ...answers.map((answer) => answerHead(exchange, answer)),
    requestText(exchange, live, endpoint, upstreamTarget(exchange.match, { path: null })),
    ...(filter.type === 'affinity' ? [bondCookie(filter, { upstream: 'u', target: 't' }, { match: exchange.match, isHttps: true, userAgent: '', now: 0 })] : []),
    ...(filter.type === 'externalAuth' && filter.signInUrl !== undefined ? [signInLocation(filter, { protocol: 'http', host: 'shop.test', target: '/' })] : []),
  ]
}

test.each(FILTER_TYPES)('no %s that the model takes breaks a line of a head', (type) => {
  fc.assert(
    fc.property(withLineBreaks(arbitraryFilter(type)), fc.constantFrom(...ASKED), (given, asked) => {
      const { data } = Filter.safeParse(given)
      for (const head of data === undefined ? [] : headsOf(data, asked)) expect(headFault(head)).toBeNull()
    }),
    { numRuns: 1000 },
  )
})

const CUSTOM_IDS = fc.constantFrom('7', '中文', 'č', '😊')
const match = makeExchange({ target: '/a/b?x=1' }).match!

/** What the model takes of other objects, and where it comes to stand on a line. */
const OBJECTS: [string, fc.Arbitrary<unknown>, (given: unknown) => string[]][] = [
  ['consumer', fc.record({ name: fc.constant('anna'), customId: CUSTOM_IDS }), (given) => {
    const { data } = Consumer.safeParse(given)
    if (data === undefined) return []
    const consumer = { workspace: 'default', name: data.name, customId: data.customId ?? null, passwords: [], keys: [] }
    return [identityEdits({ consumer, credential: 'key' }, identityDrops([])).lines]
  }],
  ['upstream', fc.record({ name: fc.constant('shop'), hashOnCookie: fc.constant('sid'), hashOnCookiePath: fc.constantFrom('/', '/shop'), hostHeader: fc.constantFrom('a.test', '::1') }), (given) => {
    const { data } = Upstream.safeParse(given)
    if (data === undefined) return []
    const facts = { consumer: null, clientAddress: '', headers: {}, match }
    const cookie = hashText([{ from: 'cookie', name: data.hashOnCookie!, path: data.hashOnCookiePath }], facts, () => 'id')
    return [cookie!.setCookie!, upstreamHost({ preserveHost: true }, { protocol: 'http' }, { hostHeader: data.hostHeader! }, endpoint, 'b.test')]
  }],
  ['canary', fc.record({ name: fc.constant('new'), route: fc.constant('shop'), service: fc.constant('v2'), weight: fc.constant(50), sticky: fc.record({ cookie: fc.constantFrom('side', 'c') }) }), (given) => {
    const { data } = Canary.safeParse(given)
    return data?.sticky === undefined ? [] : [stickyCookie({ name: data.name, service: 0, weight: 5000, header: null, cookie: null, sticky: data.sticky }, 'canary', false)!]
  }],
  ['service', fc.record({ name: fc.constant('shop'), host: fc.constantFrom('a.test', '::1'), path: fc.constantFrom('/', '/v2') }), (given) => {
    const { data } = Service.safeParse(given)
    if (data === undefined) return []
    const route = { preserveHost: false, stripPath: false, pathHandling: 'v0', rewrite: null } as CompiledRoute
    return [upstreamTarget({ ...match, route }, { path: data.path! }).target, upstreamHost(route, { protocol: 'http' }, { hostHeader: null }, { host: data.host!, port: 81 }, '')]
  }],
]

test.each(OBJECTS)('no %s that the model takes breaks a line of a head', (_, given, linesOf) => {
  fc.assert(
    fc.property(withLineBreaks(given), (object) => {
      for (const line of linesOf(object)) expect(headFault(line)).toBeNull()
    }),
    { numRuns: 500 },
  )
})
