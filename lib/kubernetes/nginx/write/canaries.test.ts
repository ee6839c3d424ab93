import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ClusterObjects } from '../../objects.ts'
import type { Canary } from '#lib/model/canary.ts'
import { freeRefs } from './canaries.ts'
import { annotated, brief, canary, ingress, issuesOf, path, planned, route, rule, specAfter, textsAfter, worldOf } from './testing/nginx-world.ts'

type Texts = Record<string, string>

const MAIN = ingress('web', {}, [rule('a.test', path('/'))])
const TWO = ingress('web', {}, [rule('a.test', path('/'), path('/x', 'Exact'))])
const CANARY = ingress('web-canary', { canary: 'true', 'canary-weight': '10', 'x.test/y': 'z' }, [rule('a.test', path('/', 'Prefix', 'shop-v2'))])

describe('the annotations of a canary Ingress', () => {
  test.each<[name: string, before: Texts, change: Partial<Canary>, after: Texts]>([
    ['weight', {}, { weight: 25 }, { 'canary-weight': '25' }],
    ['weight in fractions', {}, { weight: 12.5 }, { 'canary-weight': '1250', 'canary-weight-total': '10000' }],
    ['weight of the total that is there', { 'canary-weight': '50', 'canary-weight-total': '1000' }, { weight: 12.5 }, { 'canary-weight': '125', 'canary-weight-total': '1000' }],
    ['weight that is the same of another total', { 'canary-weight': '50', 'canary-weight-total': '1000' }, { weight: 5, cookie: { name: 'c' } }, { 'canary-weight': '50', 'canary-weight-total': '1000', 'canary-by-cookie': 'c' }],
    ['no weight', { 'canary-weight': '50' }, { weight: 0 }, { 'canary-weight': '0' }],
    ['header', {}, { header: { name: 'x-canary', mode: 'alwaysNever' } }, { 'canary-by-header': 'x-canary' }],
    ['header and value', {}, { header: { name: 'x-canary', mode: 'value', value: 'v2' } }, { 'canary-by-header': 'x-canary', 'canary-by-header-value': 'v2' }],
    ['header as it is written', { 'canary-by-header': 'X-Canary' }, { header: { name: 'x-canary', mode: 'pattern', value: '^v' } }, { 'canary-by-header': 'X-Canary', 'canary-by-header-pattern': '^v' }],
    ['header that goes', { 'canary-by-header': 'a', 'canary-by-header-value': 'b' }, { header: undefined }, {}],
    ['who started it', {}, { startedBy: 'ada', startedAt: '2026-01-31T12:00:00Z', tags: ['a', 'b'] }, { 'sluice.dev/canary-started-by': 'ada', 'sluice.dev/canary-started-at': '2026-01-31T12:00:00Z', 'sluice.dev/canary-tags': 'a, b' }],
  ])('%s', (_, before, change, after) => {
    const world = worldOf(MAIN, ingress('web-canary', { canary: 'true', ...before }, [rule('a.test', path('/', 'Prefix', 'shop-v2'))]))
    const plan = planned(world, [canary('shop.web', change)(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(textsAfter(plan, 'web-canary')).toEqual({ canary: 'true', ...after })
  })
})

describe('a canary', () => {
  test('that is new is an Ingress of ours beside the main one', () => {
    const world = worldOf(TWO, ingress('web-canary', {}, [rule('b.test', path('/'))]))
    const plan = planned(world, [canary('shop.web~a.test~x', { weight: 10, header: { name: 'x-c', mode: 'value', value: '1' } })(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(plan.edits).toHaveLength(1)
    expect(plan.edits[0]!.after).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'web-canary-2',
        namespace: 'shop',
        labels: { 'app.kubernetes.io/managed-by': 'sluice' },
        annotations: annotated({ canary: 'true', 'canary-weight': '10', 'canary-by-header': 'x-c', 'canary-by-header-value': '1' }),
      },
      spec: parse(`{ ingressClassName: sluice, rules: [${rule('a.test', path('/x', 'Exact', 'shop-v2'))}] }`),
    })
  })

  test('is kept as it is where nothing changes', () => {
    const world = worldOf(MAIN, CANARY)
    expect(planned(world, [canary('shop.web', {})(world)]).edits).toEqual([])
  })

  test('that is promoted takes the place of the main backend, and is gone', () => {
    const world = worldOf(MAIN, CANARY)
    const plan = planned(world, [route('shop.web', { service: 'shop.shop-v2.80' })(world), canary('shop.web', { state: 'promoted', endedAt: '2026-02-01T12:00:00Z' })(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(textsAfter(plan, 'web-canary')).toBeNull()
    expect(specAfter(plan, 'web')).toEqual(parse(`{ ingressClassName: sluice, rules: [${rule('a.test', path('/', 'Prefix', 'shop-v2'))}] }`))
    expect(plan.edits.map(({ ref }) => ref.name)).toEqual(['web', 'web-canary'])
    expect(plan.after.config.canaries).toEqual([])
  })

  test('that is promoted without its route would send everybody back', () => {
    const world = worldOf(MAIN, CANARY)
    expect(issuesOf(planned(world, [canary('shop.web', { state: 'promoted' })(world)]))).toEqual(['NOT_SAYABLE state'])
  })

  test.each<[string, Partial<Canary> | null]>([
    ['aborted', { state: 'aborted', endedAt: '2026-02-01T12:00:00Z' }],
    ['deleted', null],
  ])('that is %s is gone, and nothing else', (_, change) => {
    const world = worldOf(MAIN, CANARY)
    const plan = planned(world, [canary('shop.web', change)(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(plan.edits.map(({ ref, after }) => [ref.name, after])).toEqual([['web-canary', null]])
  })

  test('of several paths leaves the others', () => {
    const both = ingress('both', { canary: 'true', 'canary-weight': '10' }, [rule('a.test', path('/', 'Prefix', 'shop-v2'), path('/x', 'Exact', 'shop-v2'))])
    const world = worldOf(TWO, both)
    const ended = planned(world, [canary('shop.web~a.test~x', null)(world)])
    expect(issuesOf(ended)).toEqual([])
    expect(specAfter(ended, 'both')).toEqual(parse(`{ ingressClassName: sluice, rules: [${rule('a.test', path('/', 'Prefix', 'shop-v2'))}] }`))
    expect(ended.after.config.canaries.map(({ object }) => object.name)).toEqual(['shop.web~a.test~'])
    expect(issuesOf(planned(world, [canary('shop.web~a.test~x', { weight: 20 })(world)]))).toEqual(['SHARED '])
    expect(issuesOf(planned(world, [canary('shop.web~a.test~x', { weight: 20 })(world)], { allowShared: true }))).toEqual([])
  })

  test('goes where its route goes', () => {
    const world = worldOf(MAIN, CANARY)
    const plan = planned(world, [route('shop.web', { hosts: ['b.test'], paths: [{ type: 'exact', value: '/y' }] })(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(specAfter(plan, 'web-canary')).toEqual(parse(`{ ingressClassName: sluice, rules: [${rule('b.test', path('/y', 'Exact', 'shop-v2'))}] }`))
    expect(plan.after.config.canaries.map(({ object }) => [object.route, object.weight])).toEqual([['shop.web', 10]])
  })

  test('goes with its route, one path or all', () => {
    const one = worldOf(MAIN, CANARY)
    const whole = planned(one, [{ kind: 'routes', name: 'shop.web', object: null }])
    expect([issuesOf(whole), textsAfter(whole), textsAfter(whole, 'web-canary')]).toEqual([[], null, null])
    const two = worldOf(TWO, CANARY)
    const part = planned(two, [{ kind: 'routes', name: 'shop.web~a.test~', object: null }])
    expect([issuesOf(part), textsAfter(part, 'web-canary')]).toEqual([[], null])
  })

  test('is left alone by a change of another route of the Ingress', () => {
    const world = worldOf(TWO, CANARY)
    const plan = planned(world, [route('shop.web~a.test~x', { service: 'shop.shop-v2.80' })(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(plan.edits.map(({ ref }) => ref.name)).toEqual(['web'])
    expect(plan.after.config.canaries).toHaveLength(1)
  })

  test('is made with its route', () => {
    const world = worldOf()
    const wanted = [route('shop.new', { hosts: ['n.test'], paths: [{ type: 'prefix', value: '/' }] })(world), canary('shop.new', { weight: 1 })(world)]
    const plan = planned(world, wanted)
    expect(issuesOf(plan)).toEqual([])
    expect(plan.after.config.canaries.map(({ object }) => [object.route, object.service, object.weight])).toEqual([['shop.new', 'shop.shop-v2.80', 1]])
  })

  test('of a default backend', () => {
    const world = worldOf(ingress('web', {}, [], ', defaultBackend: { service: { name: shop, port: { number: 80 } } }'))
    const plan = planned(world, [canary('shop.web', { weight: 5 })(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(specAfter(plan, 'web-canary')).toEqual(parse('{ ingressClassName: sluice, defaultBackend: { service: { name: shop-v2, port: { number: 80 } } } }'))
  })

  test.each<[string, Partial<Canary>, string[]]>([
    ['that is sticky', { sticky: { cookie: 'c', maxAgeSeconds: 60 } }, ['NOT_SAYABLE sticky']],
    ['to the route’s own service', { service: 'shop.shop.80' }, ['NOT_SAYABLE service']],
    ['to no service of the namespace', { service: 'other.shop.80' }, ['NOT_SAYABLE service']],
    ['of no route', { route: 'shop.web~x', name: 'shop.web~x' }, ['NAME route']],
  ])('%s is refused', (_, change, issues) => {
    const world = worldOf(MAIN)
    const plan = planned(world, [canary('shop.web', change)(world)])
    expect(plan.issues.map(brief)).toEqual(issues)
  })

  test('that a legacy affinity goes with can be ended, and its route edited', () => {
    const main = ingress('web', { affinity: 'cookie' }, [rule('a.test', path('/'), path('/x'))])
    const world = worldOf(main, CANARY.replace('"nginx.ingress.kubernetes.io/canary":"true"', '"nginx.ingress.kubernetes.io/canary":"true","nginx.ingress.kubernetes.io/affinity-canary-behavior":"legacy"'))
    expect(JSON.stringify(world.reading.config.routes)).toContain('legacy')
    expect(issuesOf(planned(world, [canary('shop.web~a.test~', null)(world)]))).toEqual([])
    expect(issuesOf(planned(world, [route('shop.web~a.test~', { service: 'shop.shop-v2.80' })(world), canary('shop.web~a.test~', { state: 'promoted' })(world)]))).toEqual([])
  })
})

test.each([249, 246, 245])('the name of a canary Ingress of one with a name of 253 characters is a name, a dot at %i or not', (dot) => {
  const name = `${'x'.repeat(dot)}.${'y'.repeat(252 - dot)}`
  const [ref] = freeRefs({ kind: 'Ingress', namespace: 'shop', name }, { objects: { ingresses: new Map() } as unknown as ClusterObjects }, 1)
  expect(ref!.name).toMatch(/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/)
})
