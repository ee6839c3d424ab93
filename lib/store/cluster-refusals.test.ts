import { expect, test } from 'vitest'
import type { WriteIssue } from '#lib/kubernetes/write/types.ts'
import { notWritable, notWritten } from './cluster-refusals.ts'

const WANTED = [{ kind: 'routes' as const, name: 'shop.web' }, { kind: 'services' as const, name: 'shop.web.80' }]
const issue = (over: Partial<WriteIssue> = {}): WriteIssue => ({ wanted: 0, path: ['tags'], code: 'NOT_SAYABLE', message: 'Not to be said', params: { field: 'tags' }, ...over })
const shared = (ingress: string, routes: string) => issue({ code: 'SHARED', message: 'Shared', params: { ingress, routes } })
const REF = { kind: 'Ingress', namespace: 'shop', name: 'web' }

test('each issue says its code, its parameters and whose field it is', () => {
  const told = { path: ['tags'], message: 'Not to be said', code: 'NOT_SAYABLE', params: { field: 'tags' }, kind: 'services', name: 'shop.web.80' }
  expect(notWritable([issue({ wanted: 1 })], WANTED)).toMatchObject({ code: 'INVALID', message: 'Not to be said', issues: [told], details: { codes: ['NOT_SAYABLE'], issues: [told] } })
})

test('the routes that would change too are named once, unless something else is refused beside', () => {
  const both = [shared('shop/web', 'a, b'), shared('shop/web', 'b, c')]
  expect(notWritable(both, WANTED).details.shared).toEqual({ ingress: 'shop/web', routes: ['a', 'b', 'c'] })
  expect(notWritable([...both, issue()], WANTED).details).not.toHaveProperty('shared')
})

test('what could not be taken back is said', () => {
  const failed = { kind: 'away' as const, message: 'no route to host', uncertain: [], undone: [], left: [{ ref: REF, message: 'no answer' }] }
  const error = notWritten(failed)
  expect(error).toMatchObject({ code: 'UNAVAILABLE', details: { written: failed.left } })
  expect(error.message).toContain('Not taken back: Ingress shop/web (no answer)')
})

test('a right that is missing is said once', () => {
  const denial = { kind: 'forbidden' as const, ref: REF, message: 'cannot patch ingresses', right: { verb: 'patch', resource: 'ingresses', namespace: 'shop' } }
  const error = notWritten({ kind: 'forbidden', denials: [denial, denial], undone: [], left: [] })
  expect([error.code, error.message]).toEqual(['FORBIDDEN', 'cannot patch ingresses'])
})

test('what the API server says of one field several times is said once', () => {
  expect(notWritable([issue(), issue()], WANTED).issues).toHaveLength(1)
})

test('what could not be taken back is said of a change that was refused, too', () => {
  const rest = { undone: [], left: [{ ref: REF, message: 'no answer' }] }
  const error = notWritable([issue()], WANTED, rest)
  expect(error).toMatchObject({ code: 'INVALID', message: 'Not to be said. Not taken back: Ingress shop/web (no answer)', details: { written: rest.left } })
})
