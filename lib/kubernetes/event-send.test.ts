import { expect, test } from 'vitest'
import { eventName } from './event-send.ts'
import type { Problem } from './problems.ts'

const problem = (name: string, key = 'k'): Problem => ({
  key,
  namespace: 'shop',
  about: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'shop', name, uid: 'u', resourceVersion: '1' },
  reason: 'BackendNotFound',
  message: 'wrong',
})

test('the name of an Event begins with that of its object, and is the same for the same problem alone', () => {
  expect(eventName(problem('web'))).toMatch(/^web\.[0-9a-f]{16}$/)
  expect(eventName(problem('web'))).toBe(eventName({ ...problem('web'), message: 'worse' }))
  expect(eventName(problem('web', 'other'))).not.toBe(eventName(problem('web')))
})

test('a name that is as long as one may be is cut where a name may end', () => {
  expect(eventName(problem(`${'a'.repeat(199)}.${'b'.repeat(53)}`))).toMatch(/^a{199}\.[0-9a-f]{16}$/)
})
