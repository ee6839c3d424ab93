import { expect, test } from 'vitest'
import { rebased } from './rebase.ts'
import type { RawObject } from '../types.ts'

const object = (annotations: Record<string, string>, resourceVersion = '1', uid = 'u'): RawObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', uid, resourceVersion, annotations },
  spec: { ports: [{ port: 80 }] },
  status: { loadBalancer: {} },
})

const BEFORE = object({ ours: '1', theirs: '1' })
const AFTER = { ...object({ ours: '2', theirs: '1' }), spec: { ports: [{ port: 80 }, { port: 81 }] } }

test('a change is made in a newer version', () => {
  const now = { ...object({ ours: '1', theirs: '2' }, '5'), status: { loadBalancer: { ingress: [] } } }
  expect(rebased(BEFORE, AFTER, now)).toEqual({ ...now, metadata: { ...now.metadata, annotations: { ours: '2', theirs: '2' } }, spec: AFTER.spec })
})

test.each([
  ['what changes is something else by now', object({ ours: '3', theirs: '1' }, '5')],
  ['it is another object', object({ ours: '1', theirs: '1' }, '5', 'v')],
])('not where %s', (_, now) => expect(rebased(BEFORE, AFTER, now)).toBeNull())
