import { readFileSync } from 'node:fs'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { openClusterView, type ClusterView } from '#lib/store/cluster-view.ts'
import { namespace, testCluster } from './kube.ts'

// What the controller sees of a cluster from one moment to the next.

const cluster = testCluster()
let own: Awaited<ReturnType<typeof namespace>>

const apply = (object: object) => cluster.kubectl(['-n', own.name, 'apply', '-f', '-'], JSON.stringify(object))
const secret = (name: string) =>
  apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'kubernetes.io/tls', stringData: { 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key } })
const ingress = (secretName: string) =>
  apply({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop' },
    spec: {
      ingressClassName: own.name,
      tls: [{ hosts: ['shop.test'], secretName }],
      rules: [{ host: 'shop.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 80 } } } }] } }],
    },
  })

function open(onChange: () => void = () => {}): ClusterView {
  const connection = { type: 'kubeconfig' as const, kubeconfig: readFileSync(cluster.kubeconfig, 'utf8'), allowExec: false }
  const log = { info: () => {}, warn: () => {} }
  const view = openClusterView({ workspace: { name: 'c', connection, namespaces: [own.name], dialect: 'sluice' as const, ingressClass: own.name }, log, onChange })
  onTestFinished(() => view.close())
  return view
}

const certificates = (reading: ReturnType<ClusterView['current']>) => reading?.config.certificates.map(({ object }) => object.name)

beforeAll(async () => {
  own = await namespace(cluster)
  await Promise.all([secret('one'), secret('two'), ingress('one')])
  return () => own.remove()
})

test('whoever asks first or second waits for the Secrets too', async () => {
  const view = open()
  expect(view.current()).toBeNull()
  const readings = await Promise.all([view.read(), view.read()])
  expect(readings.map(certificates)).toEqual([[`${own.name}.one`], [`${own.name}.one`]])
})

test('a Secret that is named anew does not take away the one before it', async () => {
  const seen = new Set<string>()
  const view = open(() => void seen.add(JSON.stringify(certificates(view.current()))))
  await view.read()
  seen.clear()
  await ingress('two')
  await expect.poll(() => certificates(view.current())).toEqual([`${own.name}.two`])
  expect(seen).not.toContain('[]')
  await ingress('one')
})

test('its work is done before the connection is closed', async () => {
  const view = open()
  const { client } = await view.read()
  let answered: unknown
  view.beforeClose(async () => {
    answered = await client.request<{ kind: string }>('GET', '/api/v1/namespaces')
  })
  await view.close()
  expect(answered).toMatchObject({ kind: 'NamespaceList' })
})
