import { expect, test } from 'vitest'
import { accessRows } from './access-rows.ts'

const one = (resource: string, verb: string, allowed: boolean, namespace: string | null = null) => ({ resource, verb, allowed, namespace, names: [] as string[] })

test('verbs of one resource and namespace are one row, what is forbidden comes first, and the order stays otherwise', () => {
  const rows = accessRows([
    one('ingresses', 'list', true),
    one('secrets', 'get', true, 'shop'),
    one('secrets', 'get', false, 'pay'),
    one('ingresses', 'watch', true),
  ])
  expect(rows.map(({ resource, namespace, verbs, denied }) => [resource, namespace, verbs.map(({ verb }) => verb).join(), denied])).toEqual([
    ['secrets', 'pay', 'get', 1],
    ['ingresses', null, 'list,watch', 0],
    ['secrets', 'shop', 'get', 0],
  ])
})

test('what is allowed by name is not forbidden', () => {
  const [row] = accessRows([{ ...one('secrets', 'get', false), names: ['shop-tls'] }])
  expect([row!.denied, row!.verbs]).toEqual([0, [{ verb: 'get', allowed: false, names: ['shop-tls'] }]])
})

test('what only editing needs stands last, and its lack is none', () => {
  const rows = accessRows([one('ingresses', 'delete', false), one('ingresses', 'list', true), one('ingresses/status', 'patch', false)])
  expect(rows.map(({ resource, denied, isEditing }) => [resource, denied, isEditing])).toEqual([
    ['ingresses/status', 1, false],
    ['ingresses', 0, false],
    ['ingresses', 0, true],
  ])
})
