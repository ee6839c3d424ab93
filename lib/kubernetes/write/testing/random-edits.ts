import fc from 'fast-check'
import type { Canary } from '#lib/model/canary.ts'
import type { Filter } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import { arbitraryObjects } from '../../read/testing/random-cluster.ts'
import type { Manifests } from './write-world.ts'

/** What somebody does in a form. `pick`: which of the objects that are there. */
export type RandomEdit =
  | { do: 'edit' | 'create'; pick: number; name: string; change: Partial<Route>; allowShared: boolean }
  | { do: 'delete'; pick: number }
  | { do: 'split'; pick: number; change: Partial<Canary> }
  | { do: 'join' | 'promote'; pick: number }

/** Of the namespace `a`: whoever makes something of them puts another in its place. */
const SERVICES = ['a.shop.80', 'a.shop.81', 'a.api.80', 'a.api.81', 'a.nowhere.80']

const FILTERS: Filter[][] = [
  [],
  [{ type: 'hsts', maxAgeSeconds: 300, includeSubDomains: true, preload: false }],
  [{ type: 'bodySize', maxBytes: 100 }, { type: 'ipRestriction', allow: ['10.0.0.0/8'], deny: [], statusCode: 403 }],
  [{ type: 'mirror', service: 'a.api.80', percent: 5 }, { type: 'mirror', service: 'a.shop.80', percent: 10 }],
  [{ type: 'requestHeaders', set: { 'x-a': '1', 'x-b': 'two: "#"' }, add: {}, remove: ['x-c'] }],
  [{ type: 'basicAuth', realm: 'Restricted', hideCredentials: true, consumers: ['a.users~ada', 'a.users~bob'] }],
  [{ type: 'redirect', url: 'https://x.test/', statusCode: 301 }, { type: 'rewritePath', mode: 'prefix', value: '/v2' }],
]

const arbitraryMatch = fc.constantFrom<Route['paths'][number]>(
  { type: 'prefix', value: '/' },
  { type: 'prefix', value: '/a' },
  { type: 'exact', value: '/a' },
  { type: 'exact', value: '/c' },
  { type: 'regex', value: '/api(/|$)(.*)' },
  { type: 'regex', value: '/d' },
  { type: 'startsWith', value: '/e' },
  { type: 'implementationSpecific', value: '/f' },
)

const some = <T>(...values: T[]) => fc.constantFrom(...values)

const arbitraryChange: fc.Arbitrary<Partial<Route>> = fc.record(
  {
    service: some(...SERVICES),
    hosts: some<string[]>([], ['a.test'], ['b.test'], ['c.test'], ['*.test']),
    paths: arbitraryMatch.map((match) => [match]),
    methods: some<string[]>([], ['GET'], ['GET', 'HEAD']),
    headers: some<Route['headers']>({}, { 'x-a': ['1'] }, { 'x-a': ['~*^v', 'w, x'], 'x-b': ['true'] }),
    stripPath: fc.boolean(),
    regexPriority: some(0, 5, -1),
    rewriteTarget: some(undefined, '/$2', '/x'),
    filters: some(...FILTERS),
    tags: some<string[]>([], ['x'], ['a b', 'c, d', 'null', '1']),
    enabled: fc.boolean(),
    kubernetes: some<Route['kubernetes']>(undefined, { certificate: 'a.pair' }, { certificate: 'a.second' }, { defaultBackend: true }),
  },
  { requiredKeys: [] },
)

const NEW_NAMES = ['a.one', 'a.two~x', 'a.three~x~y', 'b.one~x', 'a.fresh', 'b.fresh~x']

export const arbitraryEdit: fc.Arbitrary<RandomEdit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: some<'edit'>('edit'), pick: fc.nat(50), name: some(''), change: arbitraryChange, allowShared: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: some<'create'>('create'), pick: fc.nat(50), name: some(...NEW_NAMES), change: arbitraryChange, allowShared: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: some<'delete'>('delete'), pick: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: some<'split'>('split'),
      pick: fc.nat(50),
      change: fc.record({ service: some(...SERVICES), weight: some(0, 10, 12.5), header: some(undefined, { name: 'x-canary', mode: 'value' as const, value: 'v2' }), tags: some<string[]>([], ['t']) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: some<'join' | 'promote'>('join', 'promote'), pick: fc.nat(50) }) },
)

const arbitraryForeign = fc.record({
  labels: some<object | undefined>(undefined, { team: 'a', 'app.kubernetes.io/managed-by': 'Helm' }, { 'app.kubernetes.io/managed-by': 'sluice' }),
  annotations: some<Record<string, string>>({}, { 'example.com/note': 'x: "y"\nz', 'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}' }, { 'sluice.dev/tags': '[x,  "y"]', 'nginx.ingress.kubernetes.io/foo': '1' }),
  metadata: some<object>({}, { finalizers: ['example.com/hold'], ownerReferences: [{ kind: 'X', name: 'y' }], managedFields: [{ manager: 'helm', operation: 'Update', fieldsV1: { 'f:spec': {} } }] }),
  spec: some<object>({}, { 'x-future': { a: [1, null, { b: '' }] } }),
  item: some<object>({}, { 'x-weight': 3, 'x-nested': { list: [] } }),
  rule: some<object>({}, { 'x-rule': 'y' }),
  more: some<object[]>([], [{ host: 'bare.test' }]),
  status: some<object | undefined>(undefined, { loadBalancer: { ingress: [{ ip: '10.1.1.1' }] } }),
})

type RawRule = { host?: string; http?: { paths: object[] } }

/** Objects of a random cluster, whose Ingresses have much that Sluice knows nothing of. */
export const arbitraryForeignObjects: fc.Arbitrary<Manifests> = fc.tuple(arbitraryObjects, fc.array(arbitraryForeign, { minLength: 6, maxLength: 6 })).map(([objects, foreign]) => {
  let next = 0
  return objects.map((object) => {
    if (object.kind !== 'Ingress') return object
    const { labels, annotations, metadata, spec, item, rule, more, status } = foreign[next++ % foreign.length]!
    const rules = ((object.spec?.['rules'] as RawRule[] | undefined) ?? []).map((one) => ({
      ...one,
      ...rule,
      ...(one.http ? { http: { paths: one.http.paths.map((path) => ({ ...path, ...item })) } } : {}),
    }))
    const whole = {
      ...object,
      metadata: { ...object.metadata, ...(labels ? { labels } : {}), annotations: { ...object.metadata.annotations, ...annotations }, ...metadata },
      spec: { ...object.spec, ...spec, rules: [...rules, ...more] },
      ...(status ? { status } : {}),
    }
    // What comes as JSON is nowhere the same object twice.
    return JSON.parse(JSON.stringify(whole)) as Manifests[number]
  })
})
