import { expect, test } from 'vitest'
import type { ClusterObjects, Metadata } from '#lib/kubernetes/objects.ts'
import type { Edit, RawObject } from '#lib/kubernetes/write/types.ts'
import { isCaughtUp } from './cluster-caught-up.ts'

const metadata = (resourceVersion: string, uid = 'one'): Metadata => ({ name: 'web', namespace: 'shop', uid, resourceVersion, creationTimestamp: '' })
const NOTHING: ClusterObjects = {
  ingresses: new Map(), ingressClasses: null, services: new Map(), endpointSlices: new Map(), secrets: new Map(), ownSecrets: new Map(), configMaps: new Map(),
}
const holding = (held: Metadata): ClusterObjects => ({ ...NOTHING, ingresses: new Map([['shop/web', { metadata: held, spec: {} }]]) })
const raw = (kind: string, resourceVersion: string, more: object = {}): RawObject => ({ apiVersion: '', kind, metadata: { ...metadata(resourceVersion), ...more } })
const edit = (kind: string, before: RawObject | null, after: RawObject | null): Edit => ({ ref: { kind, namespace: 'shop', name: 'web' }, before, after })

test.each([
  ['an older version', holding(metadata('99')), false],
  ['the version', holding(metadata('100')), true],
  ['a newer one, which is a larger number and no later text', holding(metadata('1000')), true],
  ['nothing', NOTHING, false],
  ['another object of its name', holding(metadata('7', 'other')), true],
])('a put, where %s is followed', (_, objects, expected) => {
  expect(isCaughtUp(objects, [edit('Ingress', null, raw('Ingress', '100'))])).toBe(expected)
})

test.each([
  ['it is still followed', holding(metadata('100')), false],
  ['nothing is', NOTHING, true],
  ['another one of its name is', holding(metadata('101', 'other')), true],
])('a deletion, where %s', (_, objects, expected) => {
  expect(isCaughtUp(objects, [edit('Ingress', raw('Ingress', '99'), null)])).toBe(expected)
})

test('a Secret that nothing follows is not waited for, one of ours is', () => {
  expect(isCaughtUp(NOTHING, [edit('Secret', null, raw('Secret', '1'))])).toBe(true)
  const labels = { labels: { 'app.kubernetes.io/managed-by': 'sluice' } }
  expect(isCaughtUp(NOTHING, [edit('Secret', null, raw('Secret', '1', labels))])).toBe(false)
  const objects = { ...NOTHING, ownSecrets: new Map([['shop/web', { metadata: metadata('1') }]]) }
  expect(isCaughtUp(objects, [edit('Secret', null, raw('Secret', '1', labels))])).toBe(true)
})
