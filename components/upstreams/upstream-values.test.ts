import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Upstream } from '#lib/model/upstream.ts'
import { dropEmpty } from '#components/form/values.ts'
import { fromFormValues, newUpstream, toCopy, toField, toFormValues, type UpstreamValues } from './upstream-values.ts'

const throughForm = (upstream: Upstream) => dropEmpty(fromFormValues(toFormValues(upstream)))

const targets = [
  { host: '10.0.0.1', port: 80, weight: 100, enabled: true },
  { host: '2001:db8::1', port: 65535, weight: 0, enabled: false },
  { host: 'shop.internal', port: 1, weight: 65535, enabled: true },
]

const EVERY_FIELD = {
  name: 'every-field',
  algorithm: 'consistent-hashing',
  targets,
  hashOn: 'header',
  hashOnHeader: 'x-user',
  hashOnCookie: 'session',
  hashOnCookiePath: '/shop',
  hashOnQueryArg: 'user',
  hashOnUriCapture: 'id',
  hashFallback: 'query_arg',
  hashFallbackHeader: 'x-other',
  hashFallbackQueryArg: 'other',
  hashFallbackUriCapture: 'key',
  slots: 1000,
  slowStartMs: 30_000,
  hostHeader: 'shop.test',
  healthchecks: {
    active: {
      type: 'https',
      httpPath: '/up',
      timeout: 0.5,
      concurrency: 3,
      httpsVerifyCertificate: false,
      httpsSni: 'shop.test',
      headers: { 'x-probe': ['1', '2'], accept: ['*/*'] },
      healthy: { interval: 5, httpStatuses: [200], successes: 2 },
      unhealthy: { interval: 2.5, httpStatuses: [500, 503], tcpFailures: 1, timeouts: 2, httpFailures: 3 },
    },
    passive: {
      type: 'tcp',
      healthy: { httpStatuses: [], successes: 5 },
      unhealthy: { httpStatuses: [429], tcpFailures: 4, timeouts: 5, httpFailures: 6 },
    },
    threshold: 12.5,
  },
  tags: ['team-a', 'eu'],
} as const

const UPSTREAMS = [
  { name: 'defaults' },
  { name: 'targets', targets },
  EVERY_FIELD,
  { name: 'cookie', algorithm: 'consistent-hashing', hashOn: 'cookie', hashOnCookie: 'sid', hashOnCookiePath: '/a' },
  { name: 'fallback-cookie', algorithm: 'consistent-hashing', hashOn: 'ip', hashFallback: 'cookie', hashOnCookie: 'sid' },
  { name: 'captures', algorithm: 'consistent-hashing', hashOn: 'uri_capture', hashOnUriCapture: 'a', hashFallback: 'uri_capture', hashFallbackUriCapture: 'b' },
  { name: 'consumer', algorithm: 'consistent-hashing', hashOn: 'consumer', hashFallback: 'path' },
  { name: 'leftovers', algorithm: 'latency', hashOnHeader: 'x-left-over', hashOnCookiePath: '/left', hashFallbackUriCapture: 'over' },
].map((input) => Upstream.parse(input))

test.each(UPSTREAMS)('$name survives the form', (upstream) => expect(throughForm(upstream)).toEqual(upstream))

test('any choice of what is hashed survives the form', () => {
  const choice = fc.constantFrom('none', 'consumer', 'ip', 'header', 'cookie', 'path', 'query_arg', 'uri_capture')
  const algorithm = fc.constantFrom('round-robin', 'least-connections', 'consistent-hashing', 'latency')
  let valid = 0
  fc.assert(
    fc.property(choice, choice, algorithm, fc.boolean(), (hashOn, hashFallback, algorithm, details) => {
      const upstream = Upstream.safeParse({ ...(details ? EVERY_FIELD : { name: 'a', hashOnHeader: 'x-a' }), algorithm, hashOn, hashFallback })
      if (!upstream.success) return
      valid++
      expect(throughForm(upstream.data)).toEqual(upstream.data)
    }),
    { numRuns: 500 },
  )
  expect(valid).toBeGreaterThan(10)
})

describe('what was chosen and then left', () => {
  const typed: UpstreamValues = { ...newUpstream('shop'), algorithm: 'consistent-hashing', hashOn: 'header', hashOnHeader: 'not valid!' }

  test('is not sent', () => {
    const input = dropEmpty(fromFormValues({ ...typed, hashOn: 'ip' }))
    expect(input).not.toHaveProperty('hashOnHeader')
    expect(Upstream.safeParse(input).success).toBe(true)
  })

  test('is sent while it is shown', () => expect(dropEmpty(fromFormValues(typed))).toHaveProperty('hashOnHeader', 'not valid!'))

  test('an algorithm that does not hash sends no choice', () => {
    expect(Upstream.parse(dropEmpty(fromFormValues({ ...typed, algorithm: 'latency' })))).toMatchObject({ hashOn: 'none', hashFallback: 'none' })
  })

  test('a cookie sends no fallback', () => {
    expect(fromFormValues({ ...typed, hashOn: 'cookie', hashOnCookie: 'a', hashFallback: 'ip' })).toMatchObject({ hashFallback: 'none' })
  })
})

test('the empty row of a new upstream is not sent, and a cleared number takes its default', () => {
  const input = dropEmpty(fromFormValues({ ...newUpstream('shop'), slots: undefined }))
  expect(Upstream.parse(input)).toEqual(Upstream.parse({ name: 'shop' }))
})

describe('an issue stands where it is shown', () => {
  const values: UpstreamValues = {
    ...newUpstream('shop'),
    targets: [{ host: '', port: undefined, weight: 100, enabled: true }, { host: 'a', port: 80, weight: 1, enabled: true }],
  }
  values.healthchecks.active.headers = [{ name: 'x-a', values: ['1'] }, { name: 'X-B', values: [] }]
  test.each([
    [['targets', 0, 'port'], 'targets.1.port'],
    [['targets'], 'targets'],
    [['tags', 2], 'tags'],
    [['healthchecks', 'active', 'healthy', 'httpStatuses', 1], 'healthchecks.active.healthy.httpStatuses'],
    [['healthchecks', 'active', 'headers', 'x-a'], 'healthchecks.active.headers.0.name'],
    [['healthchecks', 'active', 'headers', 'x-b'], 'healthchecks.active.headers.1.values'],
    [['healthchecks', 'active', 'headers', 'x-b', 0], 'healthchecks.active.headers.1.values'],
    [['hashOnHeader'], 'hashOnHeader'],
  ])('%j', (path, field) => expect(toField(path, values)).toBe(field))
})

test('in a cluster its name follows from the V1Service port, and errors of the name stand there', () => {
  const values = newUpstream('shop.api.8080', true)
  expect(fromFormValues(values)).toMatchObject({ name: 'shop.api.8080' })
  expect(toField(['name'], newUpstream('', true))).toBe('place.namespace')
  const stored = { ...Upstream.parse({ name: 'shop.api.80' }), origin: { kind: 'Service', namespace: 'shop', name: 'api' } }
  expect(fromFormValues(toFormValues(stored, true))).toMatchObject({ name: 'shop.api.80' })
  expect(fromFormValues(toCopy(toFormValues(stored, true)))).toMatchObject({ name: 'shop.api-copy.80' })
})
