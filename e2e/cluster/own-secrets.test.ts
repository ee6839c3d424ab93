import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCluster, type Cluster } from '#lib/kubernetes/cluster.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import { MANAGED_BY, SLUICE } from '#lib/kubernetes/managed-by.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { testCluster } from './kube.ts'
import { openScope, until, type Scope } from './scope.ts'

// TLS Secrets that were made here are followed by their label, where that may be; nothing waits for them.

let scope: Scope
beforeEach(async () => {
  scope = await openScope('own-secrets')
})
afterEach(() => scope.end())

async function follow(kubeconfig: string): Promise<Cluster> {
  const client = await connect({ type: 'file', path: kubeconfig, allowExec: false })
  const log = { info: () => {}, warn: () => {} }
  const cluster = openCluster({ client, namespaces: [scope.namespace], log, onChange: () => {} })
  scope.onEnd(async () => {
    await cluster.close()
    await client.close()
  })
  await cluster.ready(20_000)
  return cluster
}

const secret = (name: string, type: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: scope.namespace, labels },
  type,
  stringData: { 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key },
})

test('those with our label are known though nothing names them, and no others', async () => {
  await scope.apply(
    secret('ours', 'kubernetes.io/tls', { [MANAGED_BY]: SLUICE }),
    secret('theirs', 'kubernetes.io/tls', { [MANAGED_BY]: 'Helm' }),
    secret('opaque', 'Opaque', { [MANAGED_BY]: SLUICE }),
  )
  const cluster = await follow(testCluster().kubeconfig)
  await until(() => expect([...cluster.objects().ownSecrets.keys()]).toEqual([`${scope.namespace}/ours`]))
  await scope.kubectl('delete', 'secret', 'ours')
  await until(() => expect(cluster.objects().ownSecrets.size).toBe(0))
})

test('an account that may not list them waits for nothing, and is told nothing', async () => {
  await scope.apply(secret('ours', 'kubernetes.io/tls', { [MANAGED_BY]: SLUICE }))
  const cluster = await follow(await scope.accountWith())
  expect(cluster.objects().ownSecrets.size).toBe(0)
  expect(Object.keys(cluster.state().parts)).toEqual(['ingresses', 'ingressClasses', 'services', 'endpointSlices', 'secrets', 'configMaps'])
})
