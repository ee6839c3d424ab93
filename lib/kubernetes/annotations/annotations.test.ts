import { describe, expect, test } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { Route } from '#lib/model/route.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { ownTexts, readPart, unknownTexts, type Texts } from './apply.ts'
import { PARTS, type Definition, type Part } from './definition.ts'
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
    route: ['name', 'service', 'hosts', 'paths', 'useRegex'],
    canary: ['name', 'route', 'service'],
    service: ['name', 'upstream', 'host', 'port', 'caCertificates', 'clientCertificate'],
    upstream: ['name', 'targets', 'tags'],
  }
  const OF_STREAMS = ['sources', 'destinations']

  test.each<[Part, readonly string[]]>([
    ['route', Object.keys(Route.shape)],
    ['canary', Object.keys(Canary.shape)],
    ['service', Object.keys(Service.shape)],
    ['upstream', Object.keys(Upstream.shape)],
  ])('%s', (part, fields) => {
    const annotated = DEFINITIONS.filter((definition) => definition.part === part).map(({ path }) => path[0])
    const expected = fields.filter((field) => !READ_FROM_THE_OBJECT[part]!.includes(field) && !OF_STREAMS.includes(field))
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
