import { describe, expect, test } from 'vitest'
import type { Route } from '#lib/model/route.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { hostText } from '#lib/routing/host.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import { digestOf, encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { Entry } from '#lib/snapshot/snapshot.ts'
import { makeCanary, makeCertificate, makeConfig, makeListener, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { routeRequest } from '#lib/testing/route-request.ts'
import { compile } from './compile.ts'

/** The same certificate with another end; its signature no longer fits, which nobody asks here. */
function withNotAfter(pem: string, time: string): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const times = [...der.toString('latin1').matchAll(/\d{12}Z/g)]
  der.write(time, times.at(-1)!.index, 'latin1')
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** As a store may hold it from before the rule. */
function stale(given: object, httpPath: string) {
  const { healthchecks } = makeUpstream({ healthchecks: given })
  return { ...healthchecks, active: { ...healthchecks.active, httpPath } }
}

const NOW = new Date('2026-01-02T00:00:00Z')
const compileOne = (config: RoutingConfig) => compile([config], { now: NOW })
const said = (config: RoutingConfig) => compileOne(config).diagnostics.map(({ code, severity, source, field }) => [code, severity, source.name, field])

describe('diagnostics name the object and the field', () => {
  test.each<[string, Parameters<typeof makeConfig>[0], ReturnType<typeof said>]>([
    ['a sound configuration has none', { routes: [makeRoute()] }, []],
    ['a route to no service', { routes: [makeRoute()], services: [] }, [['DANGLING_REFERENCE', 'error', 'shop', 'service']]],
    ['a service to no upstream', { services: [makeService()], upstreams: [] }, [['DANGLING_REFERENCE', 'error', 'shop', 'upstream']]],
    [
      'a service to no client certificate',
      { services: [makeService({ protocol: 'https', clientCertificate: 'me' })] },
      [['DANGLING_REFERENCE', 'error', 'shop', 'clientCertificate']],
    ],
    ['a disabled service', { routes: [makeRoute()], services: [makeService({ enabled: false })] }, [['DISABLED_SERVICE', 'warning', 'shop', 'service']]],
    ['an upstream without targets', { upstreams: [makeUpstream({ targets: [] })] }, [['NO_TARGETS', 'warning', 'shop', 'targets']]],
    [
      'an upstream with drained targets',
      { upstreams: [makeUpstream({ targets: [{ host: 'a.test', port: 1, weight: 0 }] })] },
      [['NO_TARGETS', 'warning', 'shop', 'targets']],
    ],
    [
      'a regex that RE2 refuses',
      { routes: [makeRoute({ paths: [{ type: 'regex', value: '/(a)\\1' }] })] },
      [['REGEX_REFUSED', 'error', 'shop', 'paths.0.value']],
    ],
    ['a header regex that RE2 refuses', { routes: [makeRoute({ headers: { v: ['~*(?=a)'] } })] }, [['REGEX_REFUSED', 'error', 'shop', 'headers.v']]],
    [
      'health checks that newer rules refuse',
      { upstreams: [{ ...makeUpstream({ healthchecks: { threshold: 50 } }), healthchecks: stale({ threshold: 50 }, '/a b') }] },
      [['NOT_COMPILED', 'error', 'shop', 'healthchecks.active.httpPath']],
    ],
    ['a protocol to come', { services: [makeService({ protocol: 'grpc' })] }, [['NOT_SERVED_YET', 'warning', 'shop', 'protocol']]],
    ['a stream listener to come', { listeners: [makeListener({ protocol: 'tcp' })] }, [['NOT_SERVED_YET', 'warning', 'extra', 'protocol']]],
    ['a route that no listener serves', { routes: [makeRoute({ protocols: ['http'] })], listeners: [] }, [['NO_LISTENER', 'warning', 'shop', 'hosts']]],
    [
      'a regex that would take seconds for one path',
      { routes: [makeRoute({ paths: [{ type: 'regex', value: `/(?:${'a?'.repeat(20)}){1000}b` }] })] },
      [['REGEX_REFUSED', 'error', 'shop', 'paths.0.value']],
    ],
    [
      'two listeners of one port',
      { listeners: [makeListener({ name: 'one' }), makeListener({ name: 'two', protocol: 'https' })] },
      [['LISTENER_CONFLICT', 'error', 'two', 'port']],
    ],
    [
      'two canaries of one route',
      { canaries: [makeCanary({ name: 'old' }), makeCanary({ name: 'young' })] },
      [['CANARY_CONFLICT', 'error', 'young', 'route']],
    ],
    ['a canary to no service', { canaries: [makeCanary()], services: [makeService()] }, [['DANGLING_REFERENCE', 'error', 'shop-v2', 'service']]],
    [
      'an https route that no certificate covers',
      { routes: [makeRoute({ protocols: ['https'], hosts: ['uncovered.test'] })] },
      [['CERTIFICATE_MISSING', 'warning', 'shop', 'hosts.0']],
    ],
    [
      'a key of another certificate',
      { certificates: [makeCertificate({ key: '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----' })] },
      [['CERTIFICATE_INVALID', 'error', 'shop', 'key']],
    ],
    [
      'a certificate that does not parse',
      { certificates: [makeCertificate({ cert: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----' })] },
      [['CERTIFICATE_INVALID', 'error', 'shop', 'cert']],
    ],
  ])('%s', (_, given, expected) => {
    expect(said(makeConfig(given))).toEqual(expected)
  })

  test.each([
    ['2999-01-01T00:00:00Z', 'CERTIFICATE_EXPIRED'],
    [NOW.toISOString(), undefined],
  ])('a certificate at %s: %s', (now, code) => {
    const { diagnostics } = compile([makeConfig({ certificates: [makeCertificate()] })], { now: new Date(now) })
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(code === undefined ? [] : [code])
  })
})

describe('one bad object hurts no other', () => {
  test('a route to no service answers 500, its neighbour serves', () => {
    const config = makeConfig({ routes: [makeRoute({ name: 'bad', service: 'gone', hosts: ['bad.test'] }), makeRoute()], services: [makeService()] })
    expect(routeRequest(config, { host: 'bad.test' })?.route.action).toMatchObject({ kind: 'respond', status: 500, code: 'INVALID_ROUTE' })
    expect(routeRequest(config)?.route.action.kind).toBe('forward')
  })

  test('a refused regex loses its own path only', () => {
    const paths = [{ type: 'regex' as const, value: '(' }, { type: 'prefix' as const, value: '/ok' }]
    const config = makeConfig({ routes: [makeRoute({ paths })] })
    expect(routeRequest(config, { target: '/ok' })?.route.action.kind).toBe('forward')
    expect(routeRequest(config, { target: '/other' })?.route.action).toMatchObject({ status: 500, code: 'INVALID_ROUTE' })
  })

  test('a refused regex answers 500 for what begins like it, and takes nothing from another route', () => {
    const paths = [{ type: 'regex' as const, value: '/cart/(?=x)' }]
    const config = makeConfig({ routes: [makeRoute({ name: 'bad', hosts: ['shop.test'], paths }), makeRoute({ name: 'ok', hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/cart/new' }] })], services: [makeService()] })
    expect(routeRequest(config, { target: '/cart/x' })?.route).toMatchObject({ name: 'bad', action: { status: 500 } })
    expect(routeRequest(config, { target: '/cart/new' })?.route.name).toBe('ok')
    expect(routeRequest(config, { target: '/other' })).toBeNull()
  })

  test('a refused header pattern answers 500, whatever the header is', () => {
    const config = makeConfig({ routes: [makeRoute({ headers: { 'x-v': ['~*(?=x)'] } })], services: [makeService()] })
    expect(routeRequest(config)?.route.action).toMatchObject({ status: 500, code: 'INVALID_ROUTE' })
  })

  test('a certificate whose dates cannot be read is left out', () => {
    // OpenSSL takes the month 13 of this UTCTime, and no date comes out.
    const cert = withNotAfter(TEST_CERTIFICATE.cert, '991332000000Z')
    const { snapshot, diagnostics } = compileOne(makeConfig({ certificates: [makeCertificate({ cert })], routes: [makeRoute()] }))
    expect(diagnostics).toMatchObject([{ code: 'CERTIFICATE_INVALID', source: { name: 'shop' } }])
    expect(snapshot.routes).toHaveLength(1)
  })

  test('what compile() did not expect costs that object alone', () => {
    const broken = { ...makeRoute({ name: 'broken' }), headers: null } as unknown as Route
    const { snapshot, diagnostics } = compileOne(makeConfig({ routes: [broken, makeRoute()], services: [makeService()] }))
    expect(diagnostics).toMatchObject([{ code: 'NOT_COMPILED', severity: 'error', source: { name: 'broken' } }])
    expect(snapshot.routes.map(({ name }) => name)).toEqual(['shop'])
  })

  test('a certificate that does not parse is left out', () => {
    const broken = makeCertificate({ name: 'broken', key: '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----' })
    const { snapshot } = compileOne(makeConfig({ certificates: [broken, makeCertificate()] }))
    expect(snapshot.certificates.map(({ name }) => name)).toEqual(['shop'])
  })
})

test('a certificate without SNIs serves the names in it', () => {
  const { snapshot } = compileOne(makeConfig({ certificates: [makeCertificate({ ...TEST_CERTIFICATE, snis: [] })] }))
  expect(snapshot.certificates[0]?.snis).toContain('shop.test')
})

test('equal configuration gives an equal digest, in whatever order it is declared and numbered', () => {
  const objects = {
    routes: [makeRoute({ name: 'b', hosts: ['b.test'] }), makeRoute({ name: 'a', hosts: ['a.test'] })],
    services: [makeService({ name: 'shop' }), makeService({ name: 'other', upstream: 'shop' })],
  }
  const first = makeConfig({ ...objects, revision: 7 })
  const reversed: RoutingConfig = { ...first, revision: 9, routes: first.routes.toReversed(), services: first.services.toReversed() }
  const digest = (config: RoutingConfig) => digestOf(encodeSnapshot(compileOne(config).snapshot))
  expect(digest(reversed)).toBe(digest(first))
  expect(digest(makeConfig({ ...objects, services: [makeService({ name: 'shop', retries: 1 }), objects.services[1]!] }))).not.toBe(digest(first))
})

test('a canary is served, an ended one is not', () => {
  const action = (state: 'active' | 'promoted') => routeRequest(makeConfig({ canaries: [makeCanary({ state })], routes: [makeRoute()] }))?.route.action
  expect(action('active')).toMatchObject({ canary: { name: 'shop-v2', weight: 1000, header: null, cookie: null } })
  expect(action('promoted')).toMatchObject({ canary: null })
})

test('a service with a host gets a pool of its own', () => {
  const { snapshot } = compileOne(makeConfig({ services: [makeService({ protocol: 'https', host: 'api.test' })] }))
  expect(snapshot.upstreams).toMatchObject([{ name: 'api.test:443', targets: [{ host: 'api.test', port: 443 }] }])
})

test('services of one host and port go to one upstream', () => {
  const services = [makeService({ name: 'a', host: 'api.test' }), makeService({ name: 'b', host: 'api.test', path: '/b' }), makeService({ name: 'c', host: 'api.test', port: 81 })]
  const { snapshot } = compileOne(makeConfig({ services }))
  expect(snapshot.services.map(({ upstream }) => snapshot.upstreams[upstream]!.name)).toEqual(['api.test:80', 'api.test:80', 'api.test:81'])
  expect(snapshot.upstreams).toHaveLength(2)
})

describe('listeners', () => {
  test('a hostname narrows its routes', () => {
    const listeners = [makeListener({ hostname: '*.shop.test' })]
    const routes = [makeRoute({ name: 'in', hosts: ['a.shop.test'] }), makeRoute({ name: 'out', hosts: ['b.test'] }), makeRoute({ name: 'any', paths: [{ type: 'prefix', value: '/' }] })]
    const { snapshot } = compileOne(makeConfig({ listeners, routes }))
    const entries = snapshot.listeners[0]!.entries.map(({ route, host }) => [snapshot.routes[route!]!.name, host.kind])
    expect(entries).toEqual([['in', 'exact'], ['any', 'suffix']])
  })

  test('two workspaces share the built-in ones; the first owns a host', () => {
    const first = makeConfig({ workspace: 'a', routes: [makeRoute({ hosts: ['both.test'] })] })
    const second = makeConfig({ workspace: 'b', routes: [makeRoute({ hosts: ['both.test', 'own.test'] })] })
    const { snapshot, diagnostics } = compile([first, second], { now: NOW })
    const http = snapshot.listeners.filter(({ name }) => name === 'http')
    expect(http).toHaveLength(1)
    const owners = http[0]!.entries.map(({ host, route }) => [host.kind === 'exact' && host.value, snapshot.routes[route!]!.workspace])
    expect(owners).toEqual([['both.test', 'a'], ['own.test', 'b']])
    expect(diagnostics).toMatchObject([{ code: 'HOST_TAKEN', severity: 'error', source: { workspace: 'b', name: 'shop' } }])
  })

  test('a host is owned with all its ports', () => {
    const first = makeConfig({ workspace: 'a', routes: [makeRoute()] })
    const second = makeConfig({ workspace: 'b', routes: [makeRoute({ hosts: ['shop.test:80'] })] })
    const { snapshot, diagnostics } = compile([first, second], { now: NOW })
    expect(snapshot.listeners[0]!.entries.map(({ route }) => snapshot.routes[route!]!.workspace)).toEqual(['a'])
    expect(diagnostics.map(({ code, source }) => [code, source.workspace])).toContainEqual(['HOST_TAKEN', 'b'])
  })

  test.each<[Dialect, Dialect, string[] | null]>([
    ['gateway', 'ingress', ['both.test/ a', 'b.test/longer b', 'b.test/ b', '*/ b', '* b']],
    ['ingress', 'gateway', ['both.test/ a', 'b.test/longer b', 'b.test/ b', '*/ b', '* b']],
    ['gateway', 'kong', null],
    ['kong', 'ingress', null],
  ])('%s and %s share a listener where their rules are alike', (one, other, expected) => {
    const at = (hosts: string[], paths: string[], name: string) => makeRoute({ name, hosts, paths: paths.map((value) => ({ type: 'prefix', value })) })
    const first = makeConfig({ workspace: 'a', dialect: one, routes: [at(['both.test'], ['/'], 'r')] })
    // The default backend of an Ingress: no host and no path, older than the rule for every host.
    const fallback = { ...makeRoute({ name: 'd' }), hosts: [] }
    const second = makeConfig({ workspace: 'b', dialect: other, routes: [fallback, at(['both.test'], ['/'], 'r'), at(['b.test'], ['/', '/longer'], 's'), at([], ['/'], 'z')] })
    const { snapshot, diagnostics } = compile([first, second], { now: NOW })
    const text = ({ host, path, route }: Entry) => `${hostText(host)}${path.kind === 'any' ? '' : path.value} ${snapshot.routes[route!]!.workspace}`
    const codes = diagnostics.map(({ code }) => code)
    expect(snapshot.listeners[0]!.dialect).toBe(one)
    expect(codes.includes('LISTENER_CONFLICT')).toBe(expected === null)
    if (expected) expect(snapshot.listeners[0]!.entries.map(text)).toEqual(expected)
  })

  type Given = Parameters<typeof makeListener>[0]
  test.each<[string, Given, Given, string[]]>([
    ['tcp and udp on one port', { protocol: 'tcp' }, { protocol: 'udp' }, []],
    ['http for two hostnames', { hostname: 'a.test' }, { hostname: 'b.test' }, []],
    ['http and https on one port, whatever their hostnames', { hostname: 'a.test' }, { protocol: 'https', hostname: 'b.test' }, ['two']],
    ['one hostname in two texts', { hostname: 'a.test' }, { hostname: 'A.test.' }, ['two']],
  ])('%s', (_, one, two, conflicts) => {
    const listeners = [makeListener({ name: 'one', ...one }), makeListener({ name: 'two', ...two })]
    const { diagnostics, snapshot } = compileOne(makeConfig({ listeners }))
    expect(diagnostics.flatMap(({ code, source }) => (code === 'LISTENER_CONFLICT' ? [source.name] : []))).toEqual(conflicts)
    expect(snapshot.listeners.length + snapshot.streams.length).toBe(2 - conflicts.length)
  })

  test.each<[string, string, string[]]>([
    ['shop.*', 'shop.test', ['shop.test']],
    ['shop.*', 'shop.eu.*', ['shop.eu.*']],
    ['shop.eu.*', 'shop.*', ['shop.eu.*']],
    ['shop.*', 'other.test', []],
    ['shop.test.', 'shop.test', ['shop.test']],
    ['[0::1]', '::1', ['[::1]']],
  ])('of hostname %s a route for %s is left %j', (hostname, host, left) => {
    const { snapshot } = compileOne(makeConfig({ listeners: [makeListener({ hostname })], routes: [makeRoute({ hosts: [host] })] }))
    expect(snapshot.listeners[0]!.entries.map((entry) => hostText(entry.host))).toEqual(left)
    expect(snapshot.listeners[0]!.hostname).toBe(hostname === '[0::1]' ? '[::1]' : hostname.replace(/\.$/, ''))
  })
})
