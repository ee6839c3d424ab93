import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { matchRoute } from '#lib/routing/match.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { readCluster, readMemo } from './read-cluster.ts'
import { clusterFrom, readAll } from './testing/cluster-objects.ts'

type Path = [path: string, type?: 'Prefix' | 'Exact' | 'ImplementationSpecific']
type Given = { host?: string; paths?: Path[]; annotations?: Record<string, string>; tls?: object[]; isDefault?: boolean }

const CLASS = { kind: 'IngressClass', metadata: { name: 'sluice' }, spec: { controller: 'sluice.dev/ingress-controller' } }
const backend = { service: { name: 's', port: { number: 80 } } }

/** Ingresses, each younger than the one before it, in namespaces of their own unless told; every namespace has a Service and a pair. */
function manifests(given: Record<string, Given>): string {
  const ingresses = Object.entries(given).map(([key, { host, paths = [['/']], annotations = {}, tls, isDefault }]) => {
    const [namespace, name] = key.split('/')
    const rules = [{ host, http: { paths: paths.map(([path, pathType = 'Prefix']) => ({ path, pathType, backend })) } }]
    const own = Object.fromEntries(Object.entries(annotations).map(([annotation, text]) => [`sluice.dev/${annotation}`, text]))
    return { kind: 'Ingress', metadata: { namespace, name, annotations: own }, spec: { ingressClassName: 'sluice', tls, ...(isDefault ? { defaultBackend: backend } : { rules }) } }
  })
  const namespaces = [...new Set(Object.keys(given).map((key) => key.split('/')[0]!))]
  const others = namespaces.flatMap((namespace) => [
    { kind: 'Service', metadata: { namespace, name: 's' }, spec: { selector: {}, ports: [{ port: 80 }] } },
    { kind: 'Secret', metadata: { namespace, name: 'pair' }, stringData: { 'tls.crt': '{{cert}}', 'tls.key': '{{key}}' } },
  ])
  return [...ingresses, ...others, CLASS].map((object) => stringify(object)).join('---\n')
}

const readingOf = (given: Record<string, Given>) => readAll(clusterFrom(manifests(given)))

const OLD: Given = { host: 'shop.test' }

describe('on a host of another namespace', () => {
  test.each<[string, Given, Record<string, Given>, string, string]>([
    ['the same path', OLD, { 'b/x': OLD }, '/', 'spec.rules.0.http.paths.0.path'],
    ['by a method', OLD, { 'b/x': { ...OLD, annotations: { methods: 'GET' } } }, '/', 'spec.rules.0.http.paths.0.path'],
    ['by a header', OLD, { 'b/x': { ...OLD, annotations: { headers: 'user-agent: "~*."' } } }, '/', 'spec.rules.0.http.paths.0.path'],
    ['as an exact one', OLD, { 'b/x': { ...OLD, paths: [['/', 'Exact']] } }, '/', 'spec.rules.0.http.paths.0.path'],
    ['with a slash at its end', { ...OLD, paths: [['/pay']] }, { 'b/x': { ...OLD, paths: [['/pay/']] } }, '/pay', 'spec.rules.0.http.paths.0.path'],
    ['in escapes', { ...OLD, paths: [['/pay']] }, { 'b/x': { ...OLD, paths: [['/%70a%79', 'ImplementationSpecific']] } }, '/pay', 'spec.rules.0.http.paths.0.path'],
    ['past dots', { ...OLD, paths: [['/pay']] }, { 'b/x': { ...OLD, paths: [['/a/../pay', 'ImplementationSpecific']] } }, '/pay', 'spec.rules.0.http.paths.0.path'],
    [
      'by a regex',
      { ...OLD, paths: [['/pay/now']] },
      { 'b/x': { ...OLD, paths: [['/.*.*.*.*.*.*', 'ImplementationSpecific']], annotations: { 'use-regex': 'true' } } },
      '/pay/now',
      'spec.rules.0.http.paths.0.path',
    ],
    ['by what starts with it', { ...OLD, paths: [['/pay']] }, { 'b/x': { ...OLD, paths: [['/pa']], annotations: { 'path-type': 'startsWith' } } }, '/pay', 'spec.rules.0.http.paths.0.path'],
    ['without a host', {}, { 'b/x': { annotations: { methods: 'GET' } } }, '/', 'spec.rules.0.http.paths.0.path'],
    ['as the default backend', { isDefault: true }, { 'b/x': { isDefault: true, annotations: { methods: 'GET' } } }, '/', 'spec.defaultBackend'],
  ])('a younger Ingress does not get its requests: %s', (_, owner, others, target, field) => {
    const { config } = readingOf({ 'a/shop': owner, ...others })
    expect(matchRoute(tablesOf(config).table(), makeRequest({ host: 'shop.test', target }))?.route.name).toBe('a.shop')
    expect(config.routes.map(({ object }) => object.name)).toEqual(['a.shop'])
    expect(config.services.map(({ object }) => object.name)).toEqual(['a.s.80'])
    expect(config.diagnostics).toMatchObject([{ code: 'PATH_TAKEN', severity: 'error', field, source: { kind: 'Ingress', namespace: 'b', name: 'x' }, params: { winner: 'a/shop' } }])
  })

  test.each<[string, Record<string, Given>, string[]]>([
    ['a plain path that nobody has', { 'a/shop': OLD, 'b/x': { ...OLD, paths: [['/b'], ['/b/c', 'Exact']] } }, ['a.shop', 'b.x~shop.test~b', 'b.x~shop.test~b~c']],
    ['another host', { 'a/shop': OLD, 'b/x': { host: 'b.test', annotations: { methods: 'GET' } } }, ['a.shop', 'b.x']],
    ['anything in the same namespace', { 'a/shop': OLD, 'a/x': { ...OLD, annotations: { methods: 'GET' } } }, ['a.shop', 'a.x']],
    ['not what a third one added before', { 'a/shop': OLD, 'b/x': { ...OLD, paths: [['/b']] }, 'c/x': { ...OLD, paths: [['/b']], annotations: { methods: 'GET' } } }, ['a.shop', 'b.x']],
    ['until its owner has it too', { 'a/shop': OLD, 'b/x': { ...OLD, paths: [['/b']] }, 'a/late': { ...OLD, paths: [['/b']] } }, ['a.late', 'a.shop']],
  ])('it gets %s', (_, given, routes) => {
    expect(readingOf(given).config.routes.map(({ object }) => object.name)).toEqual(routes)
  })

  test('what is left out stays the same while nothing changes, and comes back when its owner goes', () => {
    const cluster = clusterFrom(manifests({ 'a/shop': OLD, 'b/x': { ...OLD, paths: [['/'], ['/b']] } }))
    const options = { workspace: 'cluster', ingressClass: 'sluice', revision: 1, memo: readMemo() }
    const first = readCluster(cluster, options).config
    const second = readCluster({ ...cluster }, options).config
    expect(second.routes).toBe(first.routes)
    const alone = readCluster({ ...cluster, ingresses: new Map([...cluster.ingresses].slice(1)) }, options).config
    expect(alone.routes.map(({ object }) => object.name)).toEqual(['b.x~shop.test~', 'b.x~shop.test~b'])
    expect(alone.routes[1]).toBe(first.routes[1])
  })
})

describe('a name of TLS', () => {
  const tls = (...hosts: string[]) => [{ secretName: 'pair', ...(hosts.length > 0 ? { hosts } : {}) }]
  const thief: Given = { host: 'other.test', tls: tls('www.shop.test') }

  test.each<[string, Record<string, Given>, Record<string, string[]>]>([
    ['that a wildcard covers', { 'a/shop': { host: 'www.shop.test', tls: tls('*.shop.test') }, 'b/x': thief }, { 'a.pair': ['*.shop.test'] }],
    ['that a wildcard covers, without a rule', { 'a/shop': { host: 'a.test', tls: tls('*.shop.test') }, 'b/x': thief }, { 'a.pair': ['*.shop.test'] }],
    ['that has a rule alone', { 'a/shop': { host: 'www.shop.test' }, 'b/x': thief }, {}],
    ['that has the default certificate', { 'a/shop': { host: 'www.shop.test', tls: tls() }, 'b/x': thief }, { 'a.pair': ['*', 'www.shop.test'] }],
    ['whose Secret is not there', { 'a/shop': { host: 'www.shop.test', tls: [{ secretName: 'none', hosts: ['www.shop.test'] }] }, 'b/x': thief }, {}],
  ])('%s is not served by a younger Ingress of another namespace', (_, given, expected) => {
    const { config } = readingOf(given)
    expect(Object.fromEntries(config.certificates.map(({ object }) => [object.name, object.snis]))).toEqual(expected)
    expect(config.diagnostics!.filter(({ code }) => code !== 'SECRET_NOT_FOUND')).toMatchObject([
      { code: 'TLS_NAME_TAKEN', field: 'spec.tls.0.hosts.0', source: { kind: 'Ingress', namespace: 'b', name: 'x' }, params: { name: 'www.shop.test', winner: 'a/shop' } },
    ])
  })

  test('with a rule of somebody else is none of a default certificate', () => {
    const { config } = readingOf({ 'a/shop': { host: 'www.shop.test' }, 'b/old': { host: 'b.test', tls: tls() }, 'c/x': { host: 'www.shop.test', paths: [['/c']], tls: tls() } })
    expect(config.certificates.map(({ object }) => [object.name, object.snis])).toEqual([['b.pair', ['*', 'b.test']]])
  })

  test('is the same in the same namespace, whoever has the rule', () => {
    const { config } = readingOf({ 'a/shop': { host: 'www.shop.test', tls: tls('*.shop.test') }, 'a/x': thief })
    expect(config.certificates.map(({ object }) => object.snis)).toEqual([['*.shop.test', 'www.shop.test']])
    expect(config.diagnostics).toEqual([])
  })
})

test.each(['127.0.0.1', 'localhost', '169.254.169.254', '127.1'])('an ExternalName that leads to %s gets 503', (externalName) => {
  const service = stringify({ kind: 'Service', metadata: { namespace: 'a', name: 's' }, spec: { type: 'ExternalName', externalName, ports: [{ port: 80 }] } })
  // Of two of one name the later one counts.
  const { config } = readAll(clusterFrom(`${manifests({ 'a/shop': OLD })}---\n${service}`))
  expect(config.services[0]!.object).toMatchObject({ upstream: 'a.s.80' })
  expect(config.services[0]!.object.host).toBeUndefined()
  expect(config.upstreams[0]!.object.targets).toEqual([])
  expect(config.diagnostics).toMatchObject([{ code: 'BACKEND_NOT_SUPPORTED', params: { reason: expect.stringContaining(externalName) } }])
})
