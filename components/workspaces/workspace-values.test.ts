import { describe, expect, test } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import type { ApiObject } from '#components/api/types.ts'
import { fromFormValues, toField, toFormValues, WithStoredKubeconfig } from './workspace-values.ts'

const stored = (fields: object) =>
  ({ ...Workspace.parse(fields), revision: 0, version: '1', createdAt: '', updatedAt: '' }) as unknown as ApiObject<'workspaces'>

const CLUSTERS = [
  { connection: { type: 'inCluster' }, publish: { type: 'service', service: 'sluice/sluice-proxy' } },
  { connection: { type: 'file', path: '/etc/kube/config', context: 'lab', allowExec: true }, namespaces: ['shop', 'pay'], publish: { type: 'nodes' } },
  { connection: { type: 'file' }, dialect: 'nginx', ingressClass: 'public', publish: { type: 'addresses', addresses: ['192.0.2.1', 'lb.test'] }, served: false },
]

describe('survive the form', () => {
  test.each(CLUSTERS)('a cluster: $connection', (fields) => {
    const workspace = stored({ name: 'lab', kind: 'kubernetes', ...fields })
    const sent = fromFormValues(toFormValues(workspace))
    expect(Workspace.parse(sent)).toEqual(Workspace.parse({ name: 'lab', kind: 'kubernetes', ...fields }))
  })
  test('a database', () => {
    const fields = { name: 'lab', dialect: 'kong' as const, description: 'x' }
    expect(Workspace.parse(fromFormValues(toFormValues(stored(fields))))).toEqual(Workspace.parse(fields))
  })
})

test('a pasted kubeconfig is sent once and then left out, for the stored one to stay', () => {
  const connection = { type: 'kubeconfig', context: 'lab', allowExec: false, kubeconfigFingerprint: 'ab' }
  const workspace = { ...stored({ name: 'lab', kind: 'kubernetes' }), connection } as ApiObject<'workspaces'>
  const values = toFormValues(workspace)
  const kept = fromFormValues(values)
  expect(kept.connection).toEqual({ type: 'kubeconfig', context: 'lab', allowExec: false })
  expect([Workspace.safeParse(kept).success, WithStoredKubeconfig.safeParse(kept).success]).toEqual([false, true])
  expect(fromFormValues({ ...values, kubeconfig: 'a: b' }).connection).toMatchObject({ kubeconfig: 'a: b' })
})

test.each([
  [['connection', 'kubeconfig'], 'kubeconfig'],
  [['connection', 'context'], 'context'],
  [['publish', 'service'], 'publishService'],
  [['publish', 'addresses', 1], 'publishAddresses.2'],
  [['publish', 'addresses'], 'publishAddresses'],
  [['namespaces', 3], 'namespaces'],
  [['ingressClass'], 'ingressClass'],
])('an issue at %j stands at %s', (path, field) => {
  expect(toField(path, { ...toFormValues(undefined), publishAddresses: ['a', ' ', 'b'] })).toBe(field)
})
