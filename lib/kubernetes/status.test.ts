import { expect, test } from 'vitest'
import type { V1Ingress } from './objects.ts'
import { sameClass, showsAddresses, statusPatch, wroteAddresses } from './status.ts'

const ingress = (name: string, shown?: { ip?: string; hostname?: string }[], changes: Partial<V1Ingress['metadata']> = {}): V1Ingress => ({
  metadata: { name, namespace: 'shop', uid: `uid of ${name}`, resourceVersion: '41', creationTimestamp: '2026-01-01T00:00:00Z', ...changes },
  spec: { ingressClassName: 'sluice' },
  ...(shown && { status: { loadBalancer: { ingress: shown } } }),
})
const ADDRESSES = [{ ip: '203.0.113.1' }, { hostname: 'lb.test' }]

test('whether the addresses are shown does not depend on their order', () => {
  expect(showsAddresses(ingress('a', ADDRESSES), ADDRESSES)).toBe(true)
  expect(showsAddresses(ingress('a', ADDRESSES.toReversed()), ADDRESSES)).toBe(true)
  for (const none of [ingress('a'), ingress('a', [])]) expect(showsAddresses(none, [])).toBe(true)
  const others = [undefined, [{ ip: '203.0.113.1' }], [{ ip: '192.0.2.1' }, { hostname: 'lb.test' }], [...ADDRESSES, { ip: '192.0.2.1' }]]
  for (const shown of others) expect(showsAddresses(ingress('a', shown), ADDRESSES)).toBe(false)
})

test('the write names the version that was read, and touches nothing but the addresses', () => {
  expect(statusPatch(ingress('a'), ADDRESSES)).toEqual({
    path: '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/a/status',
    body: { metadata: { resourceVersion: '41' }, status: { loadBalancer: { ingress: ADDRESSES } } },
  })
})

test('an empty list takes off what was shown', () => {
  expect(statusPatch(ingress('a', ADDRESSES), []).body.status).toEqual({ loadBalancer: { ingress: null } })
})

test('another class, by field or by the old annotation, and another object of the same name are told', () => {
  const one = ingress('a')
  expect(sameClass(one, { ...ingress('a', ADDRESSES), metadata: { ...one.metadata, resourceVersion: '42' } })).toBe(true)
  expect(sameClass(one, { ...one, spec: { ingressClassName: 'nginx' } })).toBe(false)
  expect(sameClass(one, ingress('a', undefined, { annotations: { 'kubernetes.io/ingress.class': 'nginx' } }))).toBe(false)
  expect(sameClass(one, ingress('a', undefined, { uid: 'another' }))).toBe(false)
})

test('addresses are ours where the record of fields names nobody else', () => {
  const fieldsV1 = { 'f:status': { 'f:loadBalancer': { 'f:ingress': {} } } }
  const spec = { manager: 'kubectl', fieldsV1: { 'f:spec': {} } }
  const sluice = { manager: 'sluice', subresource: 'status', fieldsV1 }
  expect(wroteAddresses([spec, sluice])).toBe(true)
  expect(wroteAddresses([spec, sluice, { manager: 'nginx', subresource: 'status', fieldsV1 }])).toBe(false)
  expect(wroteAddresses([spec, { ...sluice, manager: 'nginx' }])).toBe(false)
  expect(wroteAddresses([spec])).toBe(false)
  expect(wroteAddresses(undefined)).toBe(false)
})
