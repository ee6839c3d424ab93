import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { namespace, testCluster } from './kube.ts'
import { podNetworkMissing } from './network.ts'
import { startService, type Pod } from './pods.ts'
import { podOf, startClusterProduct, until, type ClusterProduct } from './sluice.ts'

// What every tutorial of the Ingress resource shows, by kubectl, and seen by requests.

const missing = podNetworkMissing()

describe.skipIf(missing)(`the Ingress resource${missing ? ` (${missing})` : ''}`, () => {
  const cluster = testCluster()
  let own: Awaited<ReturnType<typeof namespace>>
  let product: ClusterProduct
  let ingressClass: string
  const pods: Pod[] = []

  const kubectl = (args: string[], input?: string) => cluster.kubectl(['-n', own.name, ...args], input)
  const manifest = (file: string) => readFileSync(path.join(import.meta.dirname, 'manifests', file), 'utf8').replaceAll('CLASS', ingressClass)
  const apply = (file: string) => kubectl(['apply', '-f', '-'], manifest(file))
  const remove = async (name: string) => void (await kubectl(['delete', 'ingress', name]))

  beforeAll(async () => {
    own = await namespace(cluster)
    ingressClass = own.name
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: ingressClass }, spec: { controller: 'sluice.dev/ingress-controller' } }))
    for (const name of ['test', 'service1', 'service2', 'service3']) pods.push(await startService(cluster, own.name, name))
    product = await startClusterProduct(cluster, { namespaces: [own.name], ingressClass, publish: { type: 'addresses', addresses: ['192.0.2.7'] } })
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    await Promise.all(pods.map((pod) => pod.close()))
    await cluster.kubectl(['delete', 'ingressclass', ingressClass, '--ignore-not-found'])
    await own?.remove()
  })

  test('a single service behind the default backend takes every request, and the ADDRESS is shown', async () => {
    await apply('single-service.yaml')
    await until(() => product.get('any.test', '/some/path'), 'test-0')
    await until(() => product.get('other.test'), 'test-0')
    await expect.poll(() => kubectl(['get', 'ingress', 'single'])).toMatch(/single .*192\.0\.2\.7/)
    await remove('single')
    await until(() => product.get('any.test'), 404)
  })

  test('a fan-out by path', async () => {
    await apply('fanout.yaml')
    await until(() => product.get('foo.bar.com', '/foo'), 'service1-0')
    await until(() => product.get('foo.bar.com', '/bar/deeper'), 'service2-0')
    expect(podOf(await product.get('foo.bar.com', '/foobar'))).toBe(404)
    expect(podOf(await product.get('other.com', '/foo'))).toBe(404)
    await remove('fanout')
  })

  test('virtual hosts, and a rule without a host for all others', async () => {
    await apply('virtual-hosts.yaml')
    await until(() => product.get('first.bar.com'), 'service1-0')
    const asked = [product.get('second.bar.com'), product.get('192.0.2.1')]
    expect((await Promise.all(asked)).map(podOf)).toEqual(['service2-0', 'service3-0'])
    await remove('virtual-hosts')
  })

  test('TLS by a Secret, replaced while it serves', async () => {
    const secret = (data: Record<string, string>) =>
      kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-tls' }, type: 'kubernetes.io/tls', stringData: data }))
    await apply('tls.yaml')
    await until(() => product.getTls('shop.test'), 'service1-0')
    await expect.poll(async () => (await product.api('GET', '/diagnostics?workspace=cluster')).body.items.map(({ code }: { code: string }) => code)).toContain('SECRET_NOT_FOUND')
    await secret({ 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key })
    await expect.poll(async () => (await product.api('GET', '/diagnostics?workspace=cluster')).body.items.map(({ code }: { code: string }) => code)).not.toContain('SECRET_NOT_FOUND')
    const shown = await product.api('GET', '/certificates?workspace=cluster')
    expect(shown.body.items).toMatchObject([{ name: `${own.name}.shop-tls`, snis: ['shop.test'], facts: { names: ['shop.test', '*.shop.test'] } }])
    expect(JSON.stringify(shown.body)).not.toContain('PRIVATE KEY')
    expect(product.output()).not.toContain('PRIVATE KEY')
    await remove('tls')
  })

  test('a live edit and a replaced manifest', async () => {
    await apply('fanout.yaml')
    await until(() => product.get('foo.bar.com', '/foo'), 'service1-0')
    await kubectl(['patch', 'ingress', 'fanout', '--type=json', '-p', JSON.stringify([{ op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/name', value: 'service3' }])])
    await until(() => product.get('foo.bar.com', '/foo'), 'service3-0')
    await kubectl(['replace', '-f', '-'], manifest('fanout.yaml').replace('foo.bar.com', 'new.bar.com'))
    await until(() => product.get('new.bar.com', '/foo'), 'service1-0')
    expect(podOf(await product.get('foo.bar.com', '/foo'))).toBe(404)
    await remove('fanout')
  })

  test('an Ingress of another class is left alone, and gets no address', async () => {
    await kubectl(['apply', '-f', '-'], manifest('fanout.yaml').replace(ingressClass, 'somebody-elses').replace('name: fanout', 'name: foreign'))
    await apply('virtual-hosts.yaml')
    await until(() => product.get('first.bar.com'), 'service1-0')
    await expect.poll(() => kubectl(['get', 'ingress', 'virtual-hosts'])).toContain('192.0.2.7')
    expect(await kubectl(['get', 'ingress', 'foreign'])).not.toContain('192.0.2.7')
    const routes = await product.api('GET', '/routes?workspace=cluster')
    expect(JSON.stringify(routes.body)).not.toContain('foreign')
    await remove('foreign')
    await remove('virtual-hosts')
  })

  test('one that names a service that is not there answers 503, and says so where people look', async () => {
    await kubectl(['apply', '-f', '-'], manifest('fanout.yaml').replace('service2', 'nowhere'))
    await until(() => product.get('foo.bar.com', '/bar'), 503)
    expect(podOf(await product.get('foo.bar.com', '/foo'))).toBe('service1-0')
    await expect.poll(() => kubectl(['describe', 'ingress', 'fanout'])).toMatch(/Warning .*BackendNotFound/)
    const tested = await product.api('POST', '/tester?workspace=cluster', { method: 'GET', url: 'http://foo.bar.com/foo/x', headers: {} })
    expect(tested.body).toMatchObject({ outcome: { kind: 'forward' }, targets: [{ address: expect.stringMatching(/^10\.244\.\d+\.\d+:8080$/), share: 1 }] })
    await remove('fanout')
  })

  test('settings that do not touch the connection keep it, and a class that is left loses our addresses', async () => {
    await apply('virtual-hosts.yaml')
    const shown = () => kubectl(['get', 'ingress', 'virtual-hosts', '-o', 'jsonpath={.status.loadBalancer.ingress[*].ip}'])
    await expect.poll(shown).toBe('192.0.2.7')
    const patch = (fields: object) => product.api('PATCH', '/workspaces/cluster', fields)
    await patch({ description: 'another', publish: { type: 'addresses', addresses: ['192.0.2.8'] } })
    await expect.poll(shown).toBe('192.0.2.8')
    await patch({ ingressClass: 'nobody-asks-for-this' })
    await expect.poll(shown).toBe('')
    await until(() => product.get('first.bar.com'), 404)
    await patch({ ingressClass, publish: { type: 'addresses', addresses: ['192.0.2.7'] } })
    await until(() => product.get('first.bar.com'), 'service1-0')
    await expect.poll(shown).toBe('192.0.2.7')
    await remove('virtual-hosts')
  })
})
