import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { namespace, testCluster } from './kube.ts'
import { podNetworkMissing } from './network.ts'
import { setEndpoints, startPod, startService, type Pod } from './pods.ts'
import { podOf, startClusterProduct, until, type ClusterProduct } from './sluice.ts'

// The features of the Kubernetes project's ingress-controller-conformance suite: path_rules, host_rules, default_backend,
// load_balancing, ingress_class.

const missing = podNetworkMissing()

type Path = [type: 'Exact' | 'Prefix', path: string, service: string]

/** Services are the words of their paths, so that an answer tells which rule took the request. */
const PATHS: Path[] = [
  ['Exact', '/foo', 'foo-exact'],
  ['Prefix', '/foo', 'foo-prefix'],
  ['Prefix', '/aaa/bbb', 'aaa-slash-bbb-prefix'],
  ['Prefix', '/aaa', 'aaa-prefix'],
  ['Prefix', '/trailing/', 'trailing-prefix'],
  ['Exact', '/only/', 'only-exact'],
]

const PATH_CASES: [path: string, answer: string | number][] = [
  // Exact before Prefix at equal length, and Prefix for what is below.
  ['/foo', 'foo-exact'],
  ['/foo/', 'foo-prefix'],
  ['/foo/bar', 'foo-prefix'],
  // Whole elements, and case counts.
  ['/foobar', 404],
  ['/FOO', 404],
  ['/aaa', 'aaa-prefix'],
  ['/aaa/ccc', 'aaa-prefix'],
  ['/aaa/bb', 'aaa-prefix'],
  ['/aaa/bbb', 'aaa-slash-bbb-prefix'],
  ['/aaa/bbb/', 'aaa-slash-bbb-prefix'],
  ['/aaa/bbb/ccc', 'aaa-slash-bbb-prefix'],
  ['/aaa/bbbxyz', 'aaa-prefix'],
  ['/aaaccc', 404],
  // The trailing slash of a prefix is ignored, that of an exact path is not.
  ['/trailing', 'trailing-prefix'],
  ['/trailing/', 'trailing-prefix'],
  ['/trailing/x', 'trailing-prefix'],
  ['/only/', 'only-exact'],
  ['/only', 404],
  ['/', 404],
]

const HOST_CASES: [host: string, answer: string | number][] = [
  ['foo.bar.com', 'exact-host'],
  ['FOO.bar.com', 'exact-host'],
  ['wild.foo.com', 'wildcard-host'],
  ['foo.com', 404],
  ['two.labels.foo.com', 404],
  ['bar.com', 404],
  ['sub.foo.bar.com', 404],
]

describe.skipIf(missing)(`conformance${missing ? ` (${missing})` : ''}`, () => {
  const cluster = testCluster()
  let own: Awaited<ReturnType<typeof namespace>>
  let product: ClusterProduct
  let ingressClass: string
  const pods: Pod[] = []
  const kubectl = (args: string[], input?: string) => cluster.kubectl(['-n', own.name, ...args], input)
  const backend = (name: string) => ({ service: { name, port: { number: 80 } } })

  const apply = (name: string, spec: object) =>
    kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name }, spec: { ingressClassName: ingressClass, ...spec } }))
  const rule = (host: string | undefined, paths: Path[]) => ({
    ...(host === undefined ? {} : { host }),
    http: { paths: paths.map(([pathType, path, service]) => ({ pathType, path, backend: backend(service) })) },
  })

  beforeAll(async () => {
    own = await namespace(cluster)
    ingressClass = own.name
    const services = new Set([...PATHS.map(([, , service]) => service), 'exact-host', 'wildcard-host', 'default-backend', 'many'])
    for (const name of services) pods.push(await startService(cluster, own.name, name))
    product = await startClusterProduct(cluster, { namespaces: [own.name], ingressClass, publish: { type: 'addresses', addresses: ['192.0.2.9'] } })
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    await Promise.all(pods.map((pod) => pod.close()))
    await own?.remove()
  })

  describe('path_rules', () => {
    beforeAll(async () => {
      await apply('path-rules', { rules: [rule('path.test', PATHS)] })
      await until(() => product.get('path.test', '/foo'), 'foo-exact-0')
    })
    test.each(PATH_CASES)('%s → %s', async (path, answer) => {
      expect(podOf(await product.get('path.test', path))).toBe(typeof answer === 'number' ? answer : `${answer}-0`)
    })
  })

  describe('host_rules', () => {
    beforeAll(async () => {
      const data = { 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key }
      await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'conformance-tls' }, type: 'kubernetes.io/tls', stringData: data }))
      const rules = [rule('foo.bar.com', [['Prefix', '/', 'exact-host']]), rule('*.foo.com', [['Prefix', '/', 'wildcard-host']])]
      await apply('host-rules', { tls: [{ hosts: ['foo.bar.com'], secretName: 'conformance-tls' }], rules })
      await until(() => product.get('foo.bar.com'), 'exact-host-0')
    })
    test.each(HOST_CASES)('%s → %s, over http and https', async (host, answer) => {
      const expected = typeof answer === 'number' ? answer : `${answer}-0`
      expect([podOf(await product.get(host)), podOf(await product.getTls(host))]).toEqual([expected, expected])
    })
    test('the backend sees the host that was asked for', async () => {
      const { body } = await product.get('wild.foo.com', '/x?y=1')
      expect(JSON.parse(body)).toMatchObject({ url: '/x?y=1', headers: { host: 'wild.foo.com' } })
    })
  })

  test('default_backend: what no rule takes, on any host and path', async () => {
    await apply('default-backend', { defaultBackend: backend('default-backend') })
    await until(() => product.get('nobody.test'), 'default-backend-0')
    const asked = [product.get('my-host', '/sub'), product.get('my-other-host', '/path/deeper'), product.get('foo.bar.com', '/'), product.get('path.test', '/nothing')]
    expect((await Promise.all(asked)).map(podOf)).toEqual(['default-backend-0', 'default-backend-0', 'exact-host-0', 'default-backend-0'])
    await kubectl(['delete', 'ingress', 'default-backend'])
    await until(() => product.get('nobody.test'), 404)
  })

  test('load_balancing: all endpoints get their share', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, (_, index) => startPod(`many-${index}`)))
    pods.push(...all)
    await setEndpoints(cluster, own.name, 'many', all)
    await apply('many', { rules: [rule('many.test', [['Prefix', '/', 'many']])] })
    await until(() => product.get('many.test'), 'many-0')
    await expect.poll(async () => new Set((await Promise.all(Array.from({ length: 20 }, () => product.get('many.test')))).map(podOf)).size).toBe(10)
    const before = all.map(({ hits }) => hits())
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 10 }, () => product.get('many.test')))
    // Each worker goes round by itself, and begins where it stands.
    const shares = all.map(({ hits }, index) => hits() - before[index]!)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100)
    for (const share of shares) expect(Math.abs(share - 10)).toBeLessThanOrEqual(availableParallelism())
  })

  test('ingress_class: the status of ours has the address, that of another class has none', async () => {
    await apply('ours', { rules: [rule('ours.test', [['Prefix', '/', 'exact-host']])] })
    await apply('theirs', { ingressClassName: 'some-invalid-class-name', rules: [rule('theirs.test', [['Prefix', '/', 'exact-host']])] })
    const addresses = (name: string) => kubectl(['get', 'ingress', name, '-o', 'jsonpath={.status.loadBalancer.ingress[*].ip}'])
    await expect.poll(() => addresses('ours')).toBe('192.0.2.9')
    expect([await addresses('theirs'), podOf(await product.get('theirs.test'))]).toEqual(['', 404])
  })
})
