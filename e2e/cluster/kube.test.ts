import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { namespace, startKube, testCluster } from './kube.ts'

test('the shared cluster answers, and gives each test a namespace of its own', async () => {
  const cluster = testCluster()
  const own = await namespace(cluster)
  onTestFinished(own.remove)
  await cluster.kubectl(['apply', '-n', own.name, '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } }))
  expect(await cluster.kubectl(['get', 'configmap', 'one', '-n', own.name, '-o', 'name'])).toBe('configmap/one\n')
  await expect(cluster.kubectl(['get', 'configmap', 'two', '-n', own.name])).rejects.toThrow(/"two" not found/)
})

test('a server that is killed goes on with its data, under the same address', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sluice-kube-data-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const name = randomBytes(4).toString('hex')
  const first = await startKube({ data })
  const address = await first.kubectl(['config', 'view', '-o', 'jsonpath={.clusters[0].cluster.server}'])
  await first.kubectl(['create', 'configmap', name])
  await first.stop('SIGKILL')

  const second = await startKube({ data, port: Number(new URL(address).port) })
  onTestFinished(() => second.stop())
  expect(await second.kubectl(['get', 'configmap', name, '-o', 'name'])).toBe(`configmap/${name}\n`)
  expect(await second.kubectl(['config', 'view', '-o', 'jsonpath={.clusters[0].cluster.server}'])).toBe(address)
})
