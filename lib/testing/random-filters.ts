import fc from 'fast-check'
import type { Filter, FilterType } from '#lib/model/filter.ts'
import type { z } from 'zod'

type Input<T extends FilterType> = Extract<z.input<typeof Filter>, { type: T }>
type Fields<T extends FilterType> = fc.Arbitrary<Omit<Input<T>, 'type'>>

const optional = { requiredKeys: [] as [] }
const status = fc.integer({ min: 400, max: 599 })
const cidrs = fc.uniqueArray(fc.constantFrom('10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'), { maxLength: 4 })
const someCidrs = fc.uniqueArray(fc.constantFrom('10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'), { minLength: 1, maxLength: 4 })
const name = fc.constantFrom('shop', 'shop-v2', 'A.b~c')
const names = fc.uniqueArray(fc.constantFrom('ann', 'bob', 'cron'), { minLength: 1, maxLength: 3 })
const header = fc.constantFrom('x-a', 'x-b', 'x-team', 'accept')
const headers = fc.uniqueArray(header, { maxLength: 4 })
const record = fc.dictionary(header, fc.constantFrom('', 'a', 'a: b, c', '"q"'), { maxKeys: 4 })
const someRecord = fc.dictionary(header, fc.constantFrom('', 'v'), { minKeys: 1, maxKeys: 4 })
const path = fc.constantFrom('', '/', '/v2', '/a/$1')
const text = fc.constantFrom('', 'plain', 'two\nlines', '{"a": "ü"}')
const type = fc.constantFrom('text/plain; charset=utf-8', 'text/html', 'application/json')
const flag = fc.boolean()
const age = fc.integer({ min: 0, max: 2_147_483_647 })
const who = fc.oneof(
  fc.record({ by: fc.constantFrom('ip' as const, 'consumer' as const), header }, { requiredKeys: ['by'] }),
  fc.record({ by: fc.constant('header' as const), header }),
)
const auth = { consumers: names, hideCredentials: flag }
const edits = fc.oneof(
  fc.record({ set: someRecord, add: record, remove: headers }, { requiredKeys: ['set'] }),
  fc.record({ add: someRecord, remove: headers }),
)
const merged = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) => fc.tuple(a, b).map(([one, other]) => ({ ...one, ...other }))

const FIELDS: { [T in FilterType]: Fields<T> } = {
  ipRestriction: fc.oneof(
    fc.record({ allow: someCidrs, deny: cidrs, statusCode: status }, { requiredKeys: ['allow'] }),
    fc.record({ deny: someCidrs, statusCode: status }),
  ),
  cors: fc.record(
    {
      allowOrigins: fc.uniqueArray(fc.constantFrom('*', 'null', 'https://*.shop.test', 'http://a.test:8080', 'https://[::1]'), { minLength: 1 }),
      allowMethods: fc.uniqueArray(fc.constantFrom('*', 'GET', 'PURGE')),
      allowHeaders: fc.uniqueArray(fc.constantFrom('*', 'x-a', 'range')),
      exposeHeaders: headers,
      allowCredentials: flag,
      maxAgeSeconds: age,
    },
    optional,
  ),
  bodySize: fc.record({ maxBytes: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1024, 8_388_608, 1_073_741_824)) }),
  connectionLimit: merged(who, fc.record({ exempt: cidrs, statusCode: status, connections: fc.integer({ min: 1, max: 1_000_000 }) }, { requiredKeys: ['connections'] })),
  rateLimit: merged(
    who,
    merged(
      fc.record(
        { exempt: cidrs, statusCode: status, headers: flag, requests: fc.integer({ min: 1, max: 1_000_000_000 }), per: fc.constantFrom('second', 'minute', 'hour', 'day') },
        { requiredKeys: ['requests'] },
      ),
      fc.oneof(
        fc.record({ algorithm: fc.constant('leakyBucket' as const), burst: fc.integer({ min: 0, max: 1_000_000_000 }) }, optional),
        fc.record({ algorithm: fc.constantFrom('fixedWindow' as const, 'slidingWindow' as const) }),
      ),
    ),
  ),
  basicAuth: fc.record({ realm: fc.constantFrom('Restricted', 'The shop'), ...auth }, optional),
  keyAuth: merged(
    fc.record({ names: fc.uniqueArray(fc.constantFrom('apikey', 'X-Key', 'k'), { minLength: 1 }), ...auth }, optional),
    fc.constantFrom({}, { inHeader: false }, { inHeader: false, inQuery: false, inCookie: true }, { inCookie: true }),
  ),
  externalAuth: fc.record(
    {
      url: fc.constantFrom('http://auth.test/check', 'https://auth.test:8443/'),
      method: fc.constantFrom('GET', 'HEAD', 'POST'),
      timeoutMs: fc.integer({ min: 1, max: 600_000 }),
      signInUrl: fc.constant('https://sign-in.test/'),
      signInParameter: fc.constantFrom('rd', 'back-to'),
      responseHeaders: headers,
      cache: fc.record(
        {
          key: fc.array(fc.oneof(fc.record({ from: fc.constantFrom('ip', 'host', 'path', 'method') }), fc.record({ from: fc.constantFrom('header', 'cookie'), name: header })), {
            minLength: 1,
            maxLength: 4,
          }),
          durations: fc.array(fc.record({ statuses: fc.array(fc.integer({ min: 200, max: 499 }), { minLength: 1, maxLength: 3 }), seconds: fc.integer({ min: 1, max: 86_400 }) }), {
            minLength: 1,
            maxLength: 3,
          }),
        },
        { requiredKeys: ['key'] },
      ),
    },
    { requiredKeys: ['url'] },
  ),
  redirect: merged(
    fc.record({ statusCode: fc.constantFrom(301, 302, 303, 307, 308) }, optional),
    fc.oneof(
      fc.record({ url: fc.constantFrom('/', 'https://shop.test/?a=b#c') }),
      fc.record(
        {
          scheme: fc.constantFrom('http', 'https'),
          hostname: fc.constantFrom('shop.test', '::1'),
          port: fc.integer({ min: 1, max: 65_535 }),
          path: fc.record({ mode: fc.constantFrom('prefix', 'full'), value: path }),
        },
        { requiredKeys: ['path'] },
      ),
      fc.record({ scheme: fc.constantFrom('http', 'https'), port: fc.integer({ min: 1, max: 65_535 }) }, { requiredKeys: ['scheme'] }),
    ),
  ),
  respond: fc.record({ statusCode: fc.integer({ min: 200, max: 599 }), body: text, contentType: type, headers: record }, optional),
  affinity: fc.record(
    {
      mode: fc.constantFrom('balanced', 'persistent'),
      cookie: fc.constantFrom('route', 'INGRESSCOOKIE'),
      path: fc.constantFrom('/', '/shop'),
      domain: fc.constant('shop.test'),
      maxAgeSeconds: age,
      expiresSeconds: age,
      sameSite: fc.constantFrom('Strict', 'Lax', 'None'),
      conditionalSameSiteNone: flag,
      secure: flag,
      changeOnFailure: flag,
      canary: fc.constantFrom('sticky', 'legacy'),
    },
    optional,
  ),
  rewriteHost: fc.record({ value: fc.constantFrom('shop.test', 'shop.test:8080', '[::1]:80', '10.0.0.1') }),
  rewritePath: fc.oneof(
    fc.record({ mode: fc.constantFrom('prefix' as const, 'full' as const), value: path }),
    fc.record({ mode: fc.constant('regex' as const), pattern: fc.constantFrom('^/v1', ' '), replacement: fc.constantFrom('', ' ', '/v2/$1') }),
  ),
  requestHeaders: edits,
  mirror: fc.record({ service: name, percent: fc.double({ min: 0, max: 100, noNaN: true }) }, { requiredKeys: ['service'] }).map(positiveZero),
  timeouts: fc.oneof(
    fc.record({ requestMs: fc.integer({ min: 1, max: 86_400_000 }), backendRequestMs: fc.integer({ min: 1, max: 86_400_000 }) }, { requiredKeys: ['requestMs'] }),
    fc.record({ backendRequestMs: fc.integer({ min: 1, max: 86_400_000 }) }),
  ),
  defaultBackend: fc.record({ service: name }),
  errorPages: merged(
    fc.record({ statusCodes: fc.uniqueArray(fc.integer({ min: 300, max: 599 }), { minLength: 1, maxLength: 5 }), contentType: type }, { requiredKeys: ['statusCodes'] }),
    fc.oneof(fc.record({ service: name }), fc.record({ body: text })),
  ),
  responseHeaders: edits,
  hsts: fc.record({ maxAgeSeconds: age, includeSubDomains: flag, preload: flag }, optional),
  compression: fc.record(
    {
      encodings: fc.uniqueArray(fc.constantFrom('br', 'gzip'), { minLength: 1 }),
      contentTypes: fc.uniqueArray(fc.constantFrom('*', 'text/*', 'application/json'), { minLength: 1 }),
      minBytes: fc.integer({ min: 0, max: 1_073_741_824 }),
      level: fc.integer({ min: 1, max: 9 }),
    },
    optional,
  ),
}

/** JSON has no negative zero. */
function positiveZero<T extends { percent?: number | undefined }>(given: T): T {
  return given.percent === 0 ? { ...given, percent: 0 } : given
}

/** Any filter of a type, as one may send it to the API: fields that have a default may be absent. */
export const arbitraryFilter = (type: FilterType): fc.Arbitrary<object> => (FIELDS[type] as fc.Arbitrary<object>).map((fields) => ({ type, ...fields }))
