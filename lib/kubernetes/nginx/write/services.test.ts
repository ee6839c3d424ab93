import { expect, test } from 'vitest'
import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import type { WriteWorld } from '../../write/testing/write-world.ts'
import type { Wanted } from '../../write/types.ts'
import { ingress, issuesOf, path, planned, rule, worldOf } from './testing/nginx-world.ts'

const service = (world: WriteWorld, change: Partial<Service>): Wanted => {
  const object = world.reading.config.services.find((one) => one.object.name === 'shop.shop.80')!.object
  return { kind: 'services', name: object.name, object: { ...object, ...change } }
}
const upstream = (world: WriteWorld, change: Partial<Upstream>): Wanted => {
  const object = world.reading.config.upstreams.find((one) => one.object.name === 'shop.shop.80')!.object
  return { kind: 'upstreams', name: object.name, object: { ...object, ...change } }
}

const SPOKEN = ingress('web', { 'backend-protocol': 'HTTPS', 'proxy-read-timeout': '5', 'load-balance': 'ewma' }, [rule('a.test', path('/'))])

test('what Ingresses say of a service is read of it, and is not written to the V1Service', () => {
  const world = worldOf(SPOKEN)
  expect(service(world, {}).object).toMatchObject({ protocol: 'https', readTimeoutMs: 5000, tlsVerify: false })
  expect(upstream(world, {}).object).toMatchObject({ algorithm: 'latency' })
  const same = planned(world, [service(world, {}), upstream(world, {})])
  expect([issuesOf(same), same.edits]).toEqual([[], []])
})

test.each<[string, Partial<Service>, string[]]>([
  ['a setting', { retries: 1 }, ['NOT_SAYABLE retries']],
  ['a protocol', { protocol: 'grpc', tlsVerify: undefined }, ['NOT_SAYABLE protocol']],
])('%s of a service is refused', (_, change, issues) => {
  const world = worldOf(SPOKEN)
  const plan = planned(world, [service(world, change)])
  expect(plan.issues.map(({ code, path: at }) => `${code} ${at.join('.')}`)).toEqual(expect.arrayContaining(issues))
  expect(plan.issues[0]!.message).toContain('ingress-nginx')
})

test('a setting of an upstream is refused', () => {
  const world = worldOf(SPOKEN)
  expect(issuesOf(planned(world, [upstream(world, { algorithm: 'least-connections' })]))).toEqual(['NOT_SAYABLE algorithm'])
})

test('the V1Service itself is written as in any dialect', () => {
  const world = worldOf(SPOKEN)
  const now = service(world, {}).object as Service
  const plan = planned(world, [service(world, { kubernetes: { ...now.kubernetes!, type: 'NodePort' } })], { allowShared: true })
  expect(issuesOf(plan)).toEqual([])
  expect(plan.edits.map(({ ref, after }) => [ref.kind, (after!['spec'] as { type: string }).type, after!.metadata.annotations])).toEqual([['Service', 'NodePort', undefined]])
})
