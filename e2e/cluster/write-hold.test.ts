import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openClusterView, type ClusterView } from '#lib/store/cluster-view.ts'
import { CHANGE_MARK } from '#lib/kubernetes/change-mark.ts'
import { testCluster } from './kube.ts'
import { openWriter, rule, type Writer } from './writer.ts'

// What is read while the objects of one change arrive one after another.

let writer: Writer
let view: ClusterView
let seen: string[]
beforeEach(async () => {
  writer = await openWriter('hold')
  const connection = { type: 'kubeconfig' as const, kubeconfig: readFileSync(testCluster().kubeconfig, 'utf8'), allowExec: false }
  const workspace = { name: 'c', connection, namespaces: [writer.namespace], dialect: 'sluice' as const, ingressClass: writer.ingressClass }
  seen = []
  view = openClusterView({ workspace, log: { info: () => {}, warn: () => {} }, onChange: () => void seen.push(hosts()) })
  writer.onEnd(() => view.close())
  await view.read()
})
afterEach(() => writer.end())

const hosts = () => (view.current()?.config.routes ?? []).flatMap(({ object }) => object.hosts).sort().join()

const made = (name: string, mark: string) => writer.ingressOf(name, { annotations: { [CHANGE_MARK]: mark }, spec: { rules: [rule(`${name}.test`)] } })
const post = (body: object) => writer.client.request('POST', `/apis/networking.k8s.io/v1/namespaces/${writer.namespace}/ingresses`, { body })

test('half of a change is not read, and all of it is as soon as it is there', async () => {
  const start = view.head()
  await post(made('one', 'x 1/2'))
  await expect.poll(() => view.head()).toBeGreaterThan(start)
  await post(made('two', 'x 2/2'))
  await expect.poll(hosts).toBe('one.test,two.test')
  expect(seen).not.toContain('one.test')
})

test('half of a change of which nothing more comes is read after two seconds', async () => {
  const start = performance.now()
  await post(made('one', 'x 1/2'))
  await expect.poll(() => seen.at(-1)).toBe('one.test')
  expect(performance.now() - start).toBeGreaterThan(1_900)
})
