import { expect, test } from 'vitest'
import { reasonAgainst, rightOf, type Access } from './access.ts'
import type { Need } from './needs.ts'

const INGRESSES: Need = { group: 'networking.k8s.io', resource: 'ingresses', verbs: ['list'], scope: 'workspace' }
const STATUS: Need = { ...INGRESSES, resource: 'ingresses/status' }
const rule = (resources: string[], more: object = {}) => ({ verbs: ['list', 'patch'], apiGroups: ['networking.k8s.io'], resources, ...more })

test.each([
  ['the resource', [rule(['ingresses'])], INGRESSES, true],
  ['all resources', [rule(['*'])], STATUS, true],
  ['all verbs and groups', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], INGRESSES, true],
  ['the subresource', [rule(['ingresses/status'])], STATUS, true],
  ['the subresource of any resource', [rule(['*/status'])], STATUS, true],
  ['the resource alone, not its subresource', [rule(['ingresses'])], STATUS, false],
  ['the subresource alone, not its resource', [rule(['ingresses/status'])], INGRESSES, false],
  ['another group', [rule(['ingresses'], { apiGroups: ['extensions'] })], INGRESSES, false],
  ['another verb', [rule(['ingresses'], { verbs: ['get'] })], INGRESSES, false],
  ['no rule', [], INGRESSES, false],
])('a right by %s', (_, rules, need, allowed) => {
  expect(rightOf(rules, need, need === STATUS ? 'patch' : 'list', 'a')).toMatchObject({ allowed, names: [] })
})

test('rules of single names do not allow all, and are told', () => {
  const rules = [rule(['ingresses'], { resourceNames: ['one', 'two'] }), rule(['ingresses'], { resourceNames: ['two'] })]
  expect(rightOf(rules, INGRESSES, 'list', 'a')).toMatchObject({ allowed: false, names: ['one', 'two'] })
  expect(rightOf([...rules, rule(['ingresses'])], INGRESSES, 'list', 'a')).toMatchObject({ allowed: true, names: [] })
})

test('a reason names who, what and where', () => {
  const right = { verb: 'update', resource: 'ingresses', allowed: false, names: [] } as const
  const access = (namespace: string | null): Access => ({ user: 'jo', version: 'v1', rights: [{ ...right, namespace }], problems: [] })
  expect(reasonAgainst(access('a'), 'update', 'ingresses', 'a')).toBe('jo may not update ingresses in namespace a')
  expect(reasonAgainst(access(null), 'update', 'ingresses', 'a')).toBe('jo may not update ingresses in the cluster')
  expect(reasonAgainst(access('b'), 'update', 'ingresses', 'a')).toBeNull()
})
