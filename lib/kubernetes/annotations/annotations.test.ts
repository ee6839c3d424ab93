import { describe, expect, test } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { Route } from '#lib/model/route.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { FILTER_TYPES, REPEATABLE } from '#lib/model/filter.ts'
import { ownTexts, readPart, unknownTexts, type Texts } from './apply.ts'
import { PARTS, type Definition, type Part } from './definition.ts'
import { ANNOTATED_TYPES } from './filter-schemas.ts'
import { DEFINITIONS } from './known.ts'

/** What must stand beside an example, where one annotation alone says nothing that holds. */
const BESIDE: Record<string, Texts> = {
  'hash-on': { algorithm: 'consistent-hashing', 'hash-on-header': 'x-user' },
  'hash-fallback': { algorithm: 'consistent-hashing', 'hash-on': 'header', 'hash-on-header': 'x-user' },
  'canary-header-mode': { 'canary-header': 'x-canary', 'canary-header-value': 'v2' },
  'canary-header-value': { 'canary-header': 'x-canary' },
  'tls-verify': { protocol: 'https' },
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, field) => (inner as Record<string, unknown> | undefined)?.[field], value)

test.each(DEFINITIONS.map((definition): [string, Definition] => [`${definition.name} (${PARTS[definition.part].on})`, definition]))(
  'the example of %s is taken, and changes its field',
  (_, { name, part, path, example }) => {
    const { value, problems } = readPart(part, { ...BESIDE[name], [name]: example })
    expect(problems).toEqual([])
    const without = PARTS[part].schema.parse(PARTS[part].base)
    expect(valueAt(value, path)).toBeDefined()
    expect(valueAt(value, path)).not.toEqual(valueAt(without, path))
  },
)

describe('every field of the model has an annotation', () => {
  const READ_FROM_THE_OBJECT: Record<string, readonly string[]> = {
    // What templates are for is said by the parameters of the class.
    route: ['name', 'service', 'hosts', 'paths', 'useRegex', 'templates', 'kubernetes'],
    canary: ['name', 'route', 'service'],
    service: ['name', 'upstream', 'host', 'port', 'caCertificates', 'clientCertificate', 'kubernetes'],
    upstream: ['name', 'targets', 'tags'],
  }
  const OF_STREAMS = ['sources', 'destinations']

  test.each<[Part, readonly string[]]>([
    ['route', Object.keys(Route.shape)],
    ['canary', Object.keys(Canary.shape)],
    ['service', Object.keys(Service.shape)],
    ['upstream', Object.keys(Upstream.shape)],
    ['filters', FILTER_TYPES.filter((type) => type !== 'rewritePath')],
  ])('%s', (part, fields) => {
    const annotated = DEFINITIONS.filter((definition) => definition.part === part).map(({ path }) => path[0])
    const expected = fields.filter((field) => !READ_FROM_THE_OBJECT[part]?.includes(field) && !OF_STREAMS.includes(field))
    expect([...new Set(annotated)].sort()).toEqual(expected.sort())
  })
})

describe('what is refused is left out, and its default holds', () => {
  test.each<[string, Part, Texts, object, [string, RegExp][]]>([
    ['a word for a boolean', 'route', { 'strip-path': 'yes' }, { stripPath: false }, [['strip-path', /expected boolean/]]],
    ['one bad value of two', 'route', { 'strip-path': 'true', 'path-handling': 'v2' }, { stripPath: true, pathHandling: 'v0' }, [['path-handling', /v0/]]],
    [
      'one of a choice',
      'route',
      { 'https-redirect-status-code': '309' },
      { httpsRedirectStatusCode: 426 },
      [['https-redirect-status-code', /it takes: 426/]],
    ],
    ['an item of a list', 'route', { methods: 'GET, §' }, { methods: [] }, [['methods', /^1: Must be an HTTP method/]]],
    ['a name in a map', 'route', { headers: 'host: a.test' }, { headers: {} }, [['headers', /hosts field/]]],
    ['a structure that is none', 'route', { headers: 'x-env' }, { headers: {} }, [['headers', /expected record/]]],
    ['what is no YAML', 'route', { query: '{ a: [b }' }, { query: {} }, [['query', /^Is no YAML: [^\n]*[^:]$/]]],
    ['a field of a structure', 'upstream', { healthchecks: '{ active: { timeout: soon } }' }, {}, [['healthchecks', /^active\.timeout: .*expected number/]]],
    ['an unknown field of a structure', 'upstream', { healthchecks: '{ activ: {} }' }, {}, [['healthchecks', /activ/]]],
    ['streams', 'route', { protocols: 'tcp' }, { protocols: ['http', 'https'] }, [['protocols', /no hosts, paths/]]],
    ['a rule across fields', 'route', { snis: 'a.test', protocols: 'http' }, { snis: [], protocols: ['http'] }, [['snis', /protocol with TLS/]]],
    [
      'two rewrites',
      'route',
      { 'rewrite-target': '/a', 'rewrite-path': '{ mode: full, value: /b }' },
      { rewriteTarget: '/a', filters: [] },
      [['rewrite-path', /not both/]],
    ],
    ['a rewrite without a mode', 'route', { 'rewrite-path': '/b' }, { filters: [] }, [['rewrite-path', /./]]],
    ['a rewrite of an unknown mode', 'route', { 'rewrite-path': '{ mode: half }' }, { filters: [] }, [['rewrite-path', /^mode: .*full/]]],
    ['TLS for plain http', 'service', { 'tls-verify': 'false', protocol: 'http' }, { protocol: 'http' }, [['tls-verify', /Only https/]]],
    [
      'a bad protocol beside it',
      'service',
      { 'tls-verify': 'false', protocol: 'htps' },
      { protocol: 'http' },
      [
        ['protocol', /https/],
        ['tls-verify', /Only https/],
      ],
    ],
    ['a hash without its algorithm', 'upstream', { 'hash-on': 'ip' }, { hashOn: 'none' }, [['hash-on', /consistent-hashing/]]],
    [
      'a hash without its field',
      'upstream',
      { algorithm: 'consistent-hashing', 'hash-on': 'cookie' },
      { algorithm: 'consistent-hashing', hashOn: 'none' },
      [['hash-on', /cookie/]],
    ],
    [
      'a fallback without its field',
      'upstream',
      { algorithm: 'consistent-hashing', 'hash-on': 'ip', 'hash-fallback': 'cookie' },
      { hashOn: 'ip', hashFallback: 'none' },
      [['hash-fallback', /cookie/]],
    ],
    [
      'a mode and a value without their header',
      'canary',
      { 'canary-header-value': 'v2', 'canary-header-mode': 'value', 'canary-weight': '5' },
      { weight: 5 },
      [
        ['canary-header-mode', /^Needs sluice.dev\/canary-header$/],
        ['canary-header-value', /^Needs/],
      ],
    ],
    ['a field of a filter', 'filters', { cors: '{ allowOrigins: [shop] }', hsts: 'true' }, { hsts: [{ maxAgeSeconds: 31_536_000 }] }, [['cors', /^allowOrigins\.0: .*scheme/]]],
    ['an unknown field of a filter', 'filters', { affinity: '{ modus: x }' }, {}, [['affinity', /modus/]]],
    ['a filter without what it needs', 'filters', { 'rate-limit': 'true' }, {}, [['rate-limit', /^requests: .*expected number/]]],
    ['one filter of a list', 'filters', { 'rate-limit': '[{ requests: 1 }, { requests: 0 }]' }, {}, [['rate-limit', /^1\.requests: /]]],
    ['two filters where one may stand', 'filters', { cors: '[{}, {}]' }, {}, [['cors', /stands here already/]]],
    ['a word for a filter', 'filters', { compression: 'on' }, {}, [['compression', /^Invalid input: expected object/]]],
    ['nothing for a filter', 'filters', { compression: '' }, {}, [['compression', /expected object/]]],
    ['a rule across fields of a filter', 'filters', { 'rate-limit': '{ requests: 1, by: header }' }, {}, [['rate-limit', /^header: Name the header/]]],
    ['more filters than a route may have', 'filters', { 'rate-limit': `[${Array(63).fill('{requests: 1}').join()}]` }, {}, [['rate-limit', /62/]]],
    [
      'too many together',
      'filters',
      { 'rate-limit': `[${Array(40).fill('{requests: 1}').join()}]`, mirror: `[${Array(40).fill('{service: "a:1"}').join()}]` },
      { rateLimit: expect.any(Array) },
      [['mirror', /^At most 62 filters/]],
    ],
    ['a size in words', 'filters', { 'body-size': '8m' }, {}, [['body-size', /^Invalid input: expected number/]]],
    ['a Service without its port', 'filters', { mirror: '{ service: shop }', 'default-backend': 'shop' }, {}, [['mirror', /^service: Must be a Service/], ['default-backend', /^Must be a Service/]]],
    ['consumers by name', 'filters', { 'basic-auth': '{ secret: users, consumers: [ada] }' }, {}, [['basic-auth', /^consumers: In a cluster the users/]]],
    ['no Secret', 'filters', { 'key-auth': 'true' }, {}, [['key-auth', /^secret: /]]],
    ['a Secret of another namespace', 'filters', { 'key-auth': '{ secret: other/users }' }, {}, [['key-auth', /same namespace/]]],
    ['a server on this machine', 'filters', { 'external-auth': '{ url: "http://127.1:8001/" }' }, {}, [['external-auth', /^url: Must not lead/]]],
    ['a server on this machine by IPv6', 'filters', { 'external-auth': '{ url: "http://[::ffff:127.0.0.1]/" }' }, {}, [['external-auth', /^url: Must not lead/]]],
    ['a sticky canary for no time', 'canary', { 'canary-sticky': '{ maxAgeSeconds: 0 }', 'canary-weight': '5' }, { weight: 5 }, [['canary-sticky', /^maxAgeSeconds: /]]],
    ['a value without its header', 'canary', { 'canary-header-value': 'v2', 'canary-weight': '5' }, { weight: 5 }, [['canary-header-value', /^Needs/]]],
  ])('%s', (_, part, texts, expected, problems) => {
    const { value, problems: found } = readPart(part, texts)
    expect(found.map((problem) => problem.name)).toEqual(problems.map(([annotation]) => annotation))
    found.forEach((problem, place) => expect(problem.reason).toMatch(problems[place]![1]))
    expect(value ?? PARTS[part].schema.parse(PARTS[part].base)).toMatchObject(expected)
  })

  test('aliases that would grow without end are refused', () => {
    const lines = [...'bcdefghijklm'].map((name, place) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijkl'[place]}`).join(',')}]`)
    const bomb = ['a: &a [x]', ...lines].join('\n')
    const { value, problems } = readPart('route', { headers: bomb })
    expect(value).toBeNull()
    expect(problems).toMatchObject([{ name: 'headers', reason: /alias/i }])
  })

  test('a default of the class gives way to what the object says, also where only both together are refused', () => {
    const read = readPart('route', { 'rewrite-target': '/a' }, { 'rewrite-path': '{ mode: full, value: /b }', 'strip-path': 'true' })
    expect(read).toMatchObject({ value: { rewriteTarget: '/a', filters: [], stripPath: true }, problems: [] })
  })

  test('a bad value gives way to the default of the class, and a bad default to that of the model', () => {
    expect(readPart('service', { retries: 'many' }, { retries: '7' })).toMatchObject({ value: { retries: 7 }, problems: [{ name: 'retries' }] })
    expect(readPart('service', {}, { retries: 'many', 'read-timeout-ms': '5' })).toMatchObject({ value: { retries: 5, readTimeoutMs: 5 }, problems: [] })
  })
})

describe('what a stranger writes costs little', () => {
  const many = (length: number, text: (place: number) => string) => Array.from({ length }, (_, place) => text(place)).join()

  test('however much of it is refused, for whatever reason', () => {
    const texts = {
      snis: many(1000, () => 'a'),
      protocols: 'https',
      methods: many(64, () => 'GET'),
      listeners: many(64, () => 'a'),
      tags: many(64, () => 'a'),
      query: '{a: [b], c: [d]}',
      headers: `{${many(300, (place) => `"x ${place}": []`)}}`,
    }
    const begun = performance.now()
    const { problems } = readPart('route', texts)
    // Where each issue asked anew who is to blame, this took half a minute.
    expect(performance.now() - begun).toBeLessThan(2000)
    expect(problems.map(({ name }) => name).sort()).toEqual(['headers', 'listeners', 'methods', 'snis', 'tags'])
  })

  test('each setting is refused once, by the first that is wrong with it', () => {
    expect(readPart('route', { methods: 'GET, GET, GET, POST, POST' }).problems).toEqual([{ name: 'methods', reason: '1: Stands here twice' }])
  })

  test.each<[string, Part, Texts, string, RegExp]>([
    ['a long text', 'route', { 'rewrite-target': `/${'a'.repeat(16_384)}` }, 'rewrite-target', /^Has 16385 characters; at most 16384/],
    ['long YAML', 'route', { headers: `{${many(500, (place) => `x${place}: [a]`)}}` }, 'headers', /^Has \d+ characters; all YAML .* 4096 together/],
    ['YAML that is long together', 'route', { headers: `x: ${'a'.repeat(3000)}`, query: `x: ${'a'.repeat(3000)}` }, 'query', /^Has 3003 characters; all YAML/],
    ['many unknown fields', 'upstream', { healthchecks: `{${many(300, (place) => `field-${place}: 1`)}}` }, 'healthchecks', /^.{299}…$/],
  ])('%s is refused in few words', (_, part, texts, name, reason) => {
    expect(readPart(part, texts).problems).toMatchObject([{ name, reason: expect.stringMatching(reason) }])
  })

  test('of many unknown names a few are named', () => {
    const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, place) => [`${'x'.repeat(40)}${place}`, '']))
    expect(unknownTexts('Ingress', unknown)).toHaveLength(20)
  })
})

describe('filters', () => {
  test('of all types stand beside each other, in one list or several', () => {
    const texts = { cors: 'true', 'rate-limit': '[{ requests: 5 }, { requests: 100, per: minute }]', 'body-size': '0', 'rewrite-host': 'a.test:8080' }
    const { value, problems } = readPart('filters', texts)
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      cors: [{ type: 'cors', allowOrigins: ['*'] }],
      rateLimit: [{ type: 'rateLimit', requests: 5, per: 'second' }, { requests: 100, per: 'minute' }],
      bodySize: [{ type: 'bodySize', maxBytes: 0 }],
      rewriteHost: [{ type: 'rewriteHost', value: 'a.test:8080' }],
    })
  })

  test('of the class are there, unless an Ingress says otherwise', () => {
    const defaults = { hsts: 'true', cors: 'true', compression: 'true' }
    expect(readPart('filters', { hsts: 'false', cors: '{ allowOrigins: ["https://a.test"] }' }, defaults).value).toMatchObject({
      hsts: [],
      cors: [{ allowOrigins: ['https://a.test'] }],
      compression: [{ type: 'compression' }],
    })
  })

  test.each(ANNOTATED_TYPES.filter((type) => REPEATABLE.has(type)))('%s may stand there twice', (type) => {
    const { name, example } = DEFINITIONS.find(({ part, path }) => part === 'filters' && path[0] === type)!
    expect(readPart('filters', { [name]: `[${example}, ${example}]` }).problems).toEqual([])
  })
})

test('a canary is sticky by its defaults, or not at all', () => {
  expect(readPart('canary', { 'canary-sticky': 'true' }).value?.sticky).toEqual({ cookie: 'sluice-side', maxAgeSeconds: 86_400 })
  expect(readPart('canary', { 'canary-sticky': 'false' }, { 'canary-sticky': 'true' })).toMatchObject({ value: { sticky: undefined }, problems: [] })
})

test('the mark of a change is nothing to wonder about', () => {
  expect(unknownTexts('Ingress', { change: 'a 1/2' })).toEqual([])
  expect(unknownTexts('Service', { change: 'a 1/2' })).toEqual([])
})

test('templates are refused, with what there is in their place', () => {
  expect(unknownTexts('Ingress', { templates: 'public' })).toEqual([{ name: 'templates', reason: expect.stringContaining('parameters of their class') as string }])
})

test('lists and maps are taken in the forms that people write', () => {
  const { value } = readPart('route', { methods: '[get, "HEAD"]', tags: 'a, 1', headers: 'X-Env: dev\nx-version: [1, 2]', query: 'page: ["1"]' })
  expect(value).toMatchObject({
    methods: ['GET', 'HEAD'],
    tags: ['a', '1'],
    headers: { 'x-env': ['dev'], 'x-version': ['1', '2'] },
    query: { page: ['1'] },
  })
})

test('nothing is read where nothing is said', () => {
  expect(readPart('route', {})).toEqual({ value: null, problems: [] })
  expect(ownTexts({ 'example.com/methods': 'GET', 'sluice.dev/methods': 'GET' })).toEqual({ methods: 'GET' })
})

test.each([
  ['Ingress', 'strip-paths', 'strip-path'],
  ['Ingress', 'cannary-weight', 'canary-weight'],
  ['Ingress', 'algorithm', 'algorithm'],
  ['Service', 'retry', 'retries'],
  ['Service', 'healthcheck', 'healthchecks'],
] as const)('on objects of the kind %s, %s means %s, most likely', (bearer, name, nearest) => {
  expect(unknownTexts(bearer, { [name]: '' })).toMatchObject([{ name, nearest: name === 'algorithm' ? name : nearest }])
})
