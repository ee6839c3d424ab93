import { expect, test } from 'vitest'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import type { Metadata, V1Ingress, V1IngressClass, V1Service } from './objects.ts'
import { problemsOf, type KnownObjects } from './problems.ts'

const metadata = (name: string, namespace = 'shop', uid = `uid of ${name}`): Metadata => ({
  name,
  namespace,
  uid,
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
})
const OBJECTS: KnownObjects = {
  ingresses: new Map<string, V1Ingress>([['shop/web', { metadata: metadata('web'), spec: {} }]]),
  ingressClasses: new Map<string, V1IngressClass>([['sluice', { metadata: metadata('sluice', ''), spec: {} }]]),
  services: new Map<string, V1Service>([['shop/api', { metadata: metadata('api'), spec: {} }]]),
}

const diagnostic = (changes: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'BACKEND_NOT_FOUND',
  severity: 'error',
  source: { workspace: 'cluster', kind: 'Route', name: 'web-0', origin: { kind: 'Ingress', namespace: 'shop', name: 'web' } },
  field: 'service',
  message: 'There is no Service "cart".',
  params: {},
  ...changes,
})

test('a diagnostic becomes a problem of the Kubernetes object that it was read from', () => {
  expect(problemsOf([diagnostic()], OBJECTS)).toEqual([
    {
      key: expect.any(String),
      namespace: 'shop',
      about: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'shop', name: 'web', uid: 'uid of web', resourceVersion: '7' },
      reason: 'BackendNotFound',
      message: 'There is no Service "cart".',
    },
  ])
})

test('an object that nothing of ours was made of is named by the source itself', () => {
  const source = { workspace: 'cluster', kind: 'Ingress', namespace: 'shop', name: 'web' }
  expect(problemsOf([diagnostic({ source })], OBJECTS)).toMatchObject([{ about: { kind: 'Ingress', name: 'web' } }])
})

test('services and classes have theirs; an Event about an object of the cluster stands in the namespace default', () => {
  const of = (kind: string, namespace: string, name: string) =>
    diagnostic({ source: { workspace: 'cluster', kind: 'Service', name, origin: { kind, namespace, name } } })
  const problems = problemsOf([of('Service', 'shop', 'api'), of('IngressClass', '', 'sluice')], OBJECTS)
  expect(problems.map(({ namespace, about }) => [namespace, about.kind, about.namespace])).toEqual([
    ['shop', 'Service', 'shop'],
    ['default', 'IngressClass', undefined],
  ])
})

test('objects of a database, of other kinds, and those that are gone have no Events', () => {
  const source = { workspace: 'cluster', kind: 'Route', name: 'r' }
  const secret = { ...source, origin: { kind: 'Secret', namespace: 'shop', name: 'tls' } }
  const gone = { ...source, origin: { kind: 'Ingress', namespace: 'shop', name: 'old' } }
  expect(problemsOf([source, secret, gone].map((source) => diagnostic({ source })), OBJECTS)).toEqual([])
})

test('a problem keeps its key while the words change, and has another one for another field or another object of the same name', () => {
  const keyOf = (changes: Partial<Diagnostic>, objects = OBJECTS) => problemsOf([diagnostic(changes)], objects)[0]!.key
  const key = keyOf({})
  expect(keyOf({ message: 'There is no Service "basket".' })).toBe(key)
  const madeAgain = new Map<string, V1Ingress>([['shop/web', { metadata: metadata('web', 'shop', 'another'), spec: {} }]])
  const others = [keyOf({ field: 'paths.0' }), keyOf({ code: 'NO_TARGETS' }), keyOf({}, { ...OBJECTS, ingresses: madeAgain })]
  expect(new Set([key, ...others]).size).toBe(4)
})

test('the same words about the same object are said once; ten things at most', () => {
  const route = (index: number) => ({ ...diagnostic().source, name: `web-${index}` })
  const same = [0, 1, 2].map((index) => diagnostic({ source: route(index) }))
  expect(problemsOf(same, OBJECTS)).toHaveLength(1)
  const many = Array.from({ length: 30 }, (_, index) => diagnostic({ source: route(index), message: `problem ${index}` }))
  expect(problemsOf(many, OBJECTS)).toHaveLength(10)
})

test('a long message is cut', () => {
  const [problem] = problemsOf([diagnostic({ message: 'x'.repeat(5000) })], OBJECTS)
  expect(problem!.message).toHaveLength(1024)
})
