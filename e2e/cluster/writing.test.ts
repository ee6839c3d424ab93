import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { accountKubeconfig, grant } from './accounts.ts'
import { namespace, testCluster } from './kube.ts'
import { startLoad } from './load.ts'
import { podNetworkMissing } from './network.ts'
import { startPod, startService, type Pod } from './pods.ts'
import { podOf, startClusterProduct, until, type ClusterProduct } from './sluice.ts'

// The API in one hand and kubectl in the other: what is written stands in the cluster as one would write it by hand, and is served.

const missing = podNetworkMissing()
const W = '?workspace=cluster'

describe.skipIf(missing)(`writing to a cluster${missing ? ` (${missing})` : ''}`, () => {
  const cluster = testCluster()
  let own: Awaited<ReturnType<typeof namespace>>
  let product: ClusterProduct
  const pods: Pod[] = []

  const kubectl = (args: string[], input?: string) => cluster.kubectl(['-n', own.name, ...args], input)
  const read = async (kind: string, name: string) => JSON.parse(await kubectl(['get', kind, name, '-o', 'json', '--show-managed-fields'])) as Record<string, any>
  const apply = (object: object) => kubectl(['apply', '-f', '-'], JSON.stringify(object))
  const write = async (method: string, path: string, body?: object) => {
    const answer = await product.api(method, `${path}${path.includes('?') ? '&' : '?'}workspace=cluster`, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const service = (name: string, port: number | string = 80) => `${own.name}.${name}.${port}`

  beforeAll(async () => {
    own = await namespace(cluster, 'writing')
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: own.name }, spec: { controller: 'sluice.dev/ingress-controller' } }))
    for (const name of ['shop', 'shop-v2', 'docs']) pods.push(await startService(cluster, own.name, name))
    product = await startClusterProduct(cluster, { namespaces: [own.name], ingressClass: own.name })
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    await Promise.all(pods.map((pod) => pod.close()))
    await cluster.kubectl(['delete', 'ingressclass', own.name, '--ignore-not-found'])
    await own?.remove()
  })

  test('a route becomes an Ingress, is served, and joins another path later', async () => {
    const made = await write('POST', '/routes', { name: `${own.name}.web`, service: service('shop'), hosts: ['web.test'], paths: [{ type: 'prefix', value: '/' }] })
    expect(made.object.name).toBe(`${own.name}.web`)
    await until(() => product.get('web.test'), 'shop-0')
    const ingress = await read('ingress', 'web')
    expect(ingress.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'sluice' })
    expect(ingress.metadata.managedFields.map(({ manager, operation }: Record<string, string>) => `${manager} ${operation}`)).toEqual(['sluice Apply'])
    expect(ingress.spec).toEqual({
      ingressClassName: own.name,
      rules: [{ host: 'web.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 80 } } } }] } }],
    })
    const joined = await write('POST', '/routes', { name: `${own.name}.web~docs`, service: service('docs'), hosts: ['web.test'], paths: [{ type: 'exact', value: '/docs' }] })
    expect(joined.object.name).toBe(`${own.name}.web~web.test~docs`)
    await until(() => product.get('web.test', '/docs'), 'docs-0')
    expect(podOf(await product.get('web.test', '/docs/deeper'))).toBe('shop-0')
    await write('DELETE', `/routes/${joined.object.name}`)
    await until(() => product.get('web.test', '/docs'), 'shop-0')
    await write('DELETE', `/routes/${own.name}.web`)
    expect(await kubectl(['get', 'ingress', 'web', '--ignore-not-found'])).toBe('')
    await until(() => product.get('web.test'), 404)
  })

  test('a host to an address: upstream, service and route in one change, and back', async () => {
    const outside = await startPod('outside')
    pods.push(outside)
    const name = service('outside')
    const objects = [
      { kind: 'upstreams', name, targets: [{ host: outside.ip, port: 8080 }], algorithm: 'least-connections' },
      { kind: 'services', name, upstream: name, retries: 2 },
      { kind: 'routes', name: `${own.name}.outside`, service: name, hosts: ['outside.test'], paths: [{ type: 'prefix', value: '/' }] },
    ]
    const rehearsed = await write('POST', '/apply?dryRun=true', { objects })
    expect(rehearsed.kubernetes.map(({ action, ref }: any) => `${action} ${ref.kind} ${ref.name}`)).toEqual([
      'create Service outside',
      expect.stringMatching(/^create EndpointSlice outside-/),
      'create Ingress outside',
    ])
    expect(await kubectl(['get', 'ingress,service', 'outside', '--ignore-not-found'])).toBe('')
    await write('POST', '/apply', { objects })
    await until(() => product.get('outside.test'), 'outside')
    const made = await read('service', 'outside')
    expect(made.spec.selector).toBeUndefined()
    expect(made.metadata.annotations).toMatchObject({ 'sluice.dev/algorithm': 'least-connections', 'sluice.dev/retries': '2' })
    await write('DELETE', `/routes/${own.name}.outside`)
    await write('DELETE', `/services/${name}`)
    expect(await kubectl(['get', 'service', 'outside', '--ignore-not-found'])).toBe('')
  })

  test('a V1Service says its type, selector, ports and addresses', async () => {
    const name = service('typed')
    const kubernetes = { type: 'NodePort', selector: { app: 'typed' }, portName: 'web', targetPort: 8080, externalIPs: ['192.0.2.10'] }
    await write('POST', '/services', { name, upstream: name, kubernetes })
    const made = await read('service', 'typed')
    expect(made.spec).toMatchObject({ type: 'NodePort', selector: { app: 'typed' }, externalIPs: ['192.0.2.10'] })
    expect(made.spec.ports).toMatchObject([{ name: 'web', port: 80, targetPort: 8080, nodePort: expect.any(Number) }])
    const shown = (await product.api('GET', `/services/${name}${W}`)).body
    expect(shown).toMatchObject({ kubernetes: { ...kubernetes, headless: false, nodePort: made.spec.ports[0].nodePort }, managedBy: { tool: 'sluice' } })
    await write('DELETE', `/services/${name}`)
  })

  test('a certificate is a TLS Secret, and its route names it', async () => {
    const certificate = `${own.name}.web-tls`
    await write('POST', '/certificates', { name: certificate, cert: TEST_CERTIFICATE.cert, key: TEST_CERTIFICATE.key })
    expect(await read('secret', 'web-tls')).toMatchObject({ type: 'kubernetes.io/tls' })
    await write('POST', '/routes', { name: `${own.name}.tls`, service: service('shop'), hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/' }], kubernetes: { certificate } })
    expect((await read('ingress', 'tls')).spec.tls).toEqual([{ hosts: ['shop.test'], secretName: 'web-tls' }])
    await until(() => product.getTls('shop.test'), 'shop-0')
    expect((await product.api('GET', `/certificates/${certificate}${W}`)).body).toMatchObject({ snis: ['shop.test'] })
    await write('DELETE', `/routes/${own.name}.tls`)
    await write('DELETE', `/certificates/${certificate}`)
    expect(await kubectl(['get', 'secret', 'web-tls', '--ignore-not-found'])).toBe('')
  })

  test('a canary is promoted under load, and no request is lost', async () => {
    const route = `${own.name}.split`
    await write('POST', '/routes', { name: route, service: service('shop'), hosts: ['split.test'], paths: [{ type: 'prefix', value: '/' }] })
    await until(() => product.get('split.test'), 'shop-0')
    const load = startLoad(product.run.addresses.http, 'split.test', 200)
    const canary = await write('POST', '/canaries', { name: route, route, service: service('shop-v2'), weight: 25, header: { name: 'x-canary' } })
    await until(() => product.get('split.test', '/', { 'x-canary': 'always' }), 'shop-v2-0')
    expect((await read('ingress', 'split')).metadata.annotations).toMatchObject({ 'sluice.dev/canary-service': 'shop-v2:80', 'sluice.dev/canary-weight': '25' })
    await write('POST', `/canaries/${canary.object.name}/promote`)
    await until(() => product.get('split.test', '/', { 'x-canary': 'never' }), 'shop-v2-0')
    const { failed, answered } = await load.stop()
    expect(failed).toEqual([])
    expect(answered).toBeGreaterThan(20)
    expect((await read('ingress', 'split')).spec.rules[0].http.paths[0].backend.service.name).toBe('shop-v2')
    await write('DELETE', `/canaries/${route}`)
    await write('DELETE', `/routes/${route}`)
  })

  test("an Ingress of somebody else's loses nothing, is not sent where it would be equal, and says who keeps it", async () => {
    const rules = [{ host: 'helm.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { name: 'http' } } } }] } }]
    const labels = { 'app.kubernetes.io/managed-by': 'Helm', team: 'a' }
    const annotations = { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': own.name, 'cert-manager.io/issuer': 'x', 'sluice.dev/methods': 'GET,   HEAD' }
    await apply({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'helm', labels, annotations }, spec: { ingressClassName: own.name, rules } })
    const route = `${own.name}.helm`
    await expect.poll(async () => (await product.api('GET', `/routes/${route}${W}`)).status).toBe(200)
    const { body: object } = await product.api('GET', `/routes/${route}${W}`)
    expect(object.managedBy).toEqual({ tool: 'helm', name: `${own.name}/shop` })

    const before = await read('ingress', 'helm')
    expect((await write('PUT', `/routes/${route}`, object)).revision).toBeNull()
    expect((await read('ingress', 'helm')).metadata.resourceVersion).toBe(before.metadata.resourceVersion)

    const changed = await write('PATCH', `/routes/${route}`, { stripPath: true })
    expect(changed.kubernetes).toMatchObject([{ method: 'patch', managedBy: { tool: 'helm' }, command: expect.stringContaining('kubectl') }])
    const after = await read('ingress', 'helm')
    expect(after.spec).toEqual(before.spec)
    expect(after.metadata.labels).toEqual(labels)
    const { 'sluice.dev/strip-path': said, ...others } = after.metadata.annotations
    expect([said, others]).toEqual(['true', before.metadata.annotations])

    const adopted = await write('POST', '/kubernetes/adopt', { objects: [{ kind: 'routes', name: route }] })
    expect(adopted.revision).toEqual(expect.any(Number))
    await expect.poll(async () => (await product.api('GET', `/routes/${route}${W}`)).body.managedBy).toEqual({ tool: 'sluice', name: 'sluice' })
    expect((await read('ingress', 'helm')).metadata.annotations).toMatchObject({ 'cert-manager.io/issuer': 'x', 'sluice.dev/methods': 'GET,   HEAD' })
    await write('DELETE', `/routes/${route}`)
  })

  test('a newer version by kubectl is shown beside, never overwritten', async () => {
    const route = `${own.name}.stale`
    const made = await write('POST', '/routes', { name: route, service: service('shop'), hosts: ['stale.test'], paths: [{ type: 'prefix', value: '/' }] })
    await kubectl(['patch', 'ingress', 'stale', '--type=json', '-p', JSON.stringify([{ op: 'replace', path: '/spec/rules/0/host', value: 'theirs.test' }])])
    const { status, body } = await product.api('PATCH', `/routes/${route}${W}`, { methods: ['GET'] }, { 'if-match': `"${made.object.version}"` })
    expect([status, body.code, body.current.hosts]).toEqual([412, 'STALE_VERSION', ['theirs.test']])
    expect((await read('ingress', 'stale')).metadata.annotations).toBeUndefined()
    await write('DELETE', `/routes/${route}`)
  })

  test('fields that routes share change for all of them only when that is said', async () => {
    const names = ['a', 'b'].map((path) => `${own.name}.shared~shared.test~${path}`)
    for (const path of ['a', 'b']) {
      await write('POST', '/routes', { name: `${own.name}.shared~shared.test~${path}`, service: service('shop'), hosts: ['shared.test'], paths: [{ type: 'prefix', value: `/${path}` }] })
    }
    const refused = await product.api('PATCH', `/routes/${names[0]}${W}`, { stripPath: true })
    expect([refused.status, refused.body.issues.map(({ path }: any) => path)]).toEqual([422, [['stripPath']]])
    expect(refused.body.shared).toEqual({ ingress: `${own.name}/shared`, routes: [names[1]] })
    await write('PATCH', `/routes/${names[0]}?allowShared=true`, { stripPath: true })
    expect((await product.api('GET', `/routes/${names[1]}${W}`)).body.stripPath).toBe(true)
    await write('DELETE', `/routes/${names[0]}`)
    await write('DELETE', `/routes/${own.name}.shared`)
  })

  test('what the API server or the dialect refuses is said at its field, and nothing is written', async () => {
    const refuse = async (kind: string, object: object) => {
      const { status, body } = await product.api('POST', `/${kind}${W}`, object)
      return [status, body.issues.map(({ path }: any) => path.join('.'))]
    }
    const base = { service: service('shop'), hosts: ['a.test'], paths: [{ type: 'prefix', value: '/' }] }
    expect(await refuse('routes', { ...base, name: `${own.name}.two`, hosts: ['a.test', 'b.test'] })).toEqual([422, ['hosts.1']])
    expect(await refuse('routes', { ...base, name: 'nowhere.web' })).toEqual([422, ['name']])
    expect(await refuse('routes', { ...base, name: `${own.name}.star`, hosts: ['a.*'] })).toEqual([422, ['hosts.0']])
    expect(await refuse('routes', { ...base, name: `${own.name}.far`, service: 'other.shop.80' })).toEqual([422, ['service']])
    expect(await refuse('services', { name: service('np'), upstream: service('np'), kubernetes: { type: 'NodePort', nodePort: 80 } })).toEqual([422, ['kubernetes.nodePort']])
    expect(await refuse('upstreams', { name: service('shop'), targets: [] })).toEqual([409, []])
    expect(await kubectl(['get', 'ingress', '-o', 'name'])).toBe('')
  })

  test('history knows who wrote, here and outside, and brings it back', async () => {
    const route = `${own.name}.past`
    const made = await write('POST', '/routes', { name: route, service: service('shop'), hosts: ['past.test'], paths: [{ type: 'prefix', value: '/' }] })
    await until(() => product.get('past.test'), 'shop-0')
    await kubectl(['patch', 'ingress', 'past', '--field-manager=night-shift', '--type=json', '-p', JSON.stringify([{ op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/name', value: 'docs' }])])
    await until(() => product.get('past.test'), 'docs-0')
    await expect.poll(async () => (await product.api('GET', `/revisions${W}`)).body.items[0]).toMatchObject({
      actor: 'night-shift',
      changes: [{ kind: 'routes', name: route, change: 'updated', before: { service: service('shop') }, after: { service: service('docs') } }],
      manifests: [{ ref: { kind: 'Ingress', name: 'past' }, after: expect.stringContaining('docs') }],
    })
    const restored = await write('POST', `/revisions/${made.revision}/restore`, {})
    expect(restored.kubernetes).toMatchObject([{ ref: { kind: 'Ingress', name: 'past' }, action: 'update' }])
    await until(() => product.get('past.test'), 'shop-0')
    await write('DELETE', `/routes/${route}`)
    const [gone] = (await product.api('GET', `/revisions${W}`)).body.items
    expect(gone.changes).toMatchObject([{ kind: 'routes', name: route, change: 'deleted' }])
    await write('POST', `/revisions/${gone.number - 1}/restore`, {})
    await until(() => product.get('past.test'), 'shop-0')
    await write('DELETE', `/routes/${route}`)
  })

  test('a selection is exported as YAML that says only what was declared', async () => {
    const route = `${own.name}.export`
    await write('POST', '/routes', { name: route, service: service('shop'), hosts: ['export.test'], paths: [{ type: 'prefix', value: '/' }] })
    const { yaml } = await write('POST', '/kubernetes/export', { objects: [{ kind: 'routes', name: route }, { kind: 'services', name: service('shop') }] })
    expect(yaml).toContain('kind: Ingress')
    expect(yaml).toContain('kind: Service')
    expect(yaml).not.toMatch(/managedFields|resourceVersion|uid:|status:|creationTimestamp|last-applied/)
    await write('DELETE', `/routes/${route}`)
    await kubectl(['apply', '-f', '-'], yaml)
    await until(() => product.get('export.test'), 'shop-0')
    await write('DELETE', `/routes/${route}`)
  })

  test('an account that may only read is told so before and after it tries', async () => {
    const account = await accountKubeconfig(cluster, own.name, 'reader')
    const READ = ['get', 'list', 'watch']
    await grant(cluster, {
      namespace: own.name,
      account: 'reader',
      rules: [
        { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
        { apiGroups: [''], resources: ['services', 'secrets', 'configmaps'], verbs: READ },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
      ],
    })
    const connection = { type: 'kubeconfig', kubeconfig: account.text }
    const workspace = { name: 'readers', kind: 'kubernetes', connection, namespaces: [own.name], ingressClass: own.name, served: false }
    expect((await product.api('POST', '/workspaces', workspace)).status).toBe(201)
    await expect.poll(async () => (await product.api('GET', '/services?workspace=readers')).body.total).toBeGreaterThan(0)
    const { body } = await product.api('GET', '/workspaces/readers/cluster')
    expect(body.mayWrite.routes).toContain('may not create ingresses')
    const refused = await product.api('POST', '/routes?workspace=readers', { name: `${own.name}.no`, service: service('shop'), hosts: ['no.test'], paths: [{ type: 'prefix', value: '/' }] })
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN'])
    expect(refused.body.message).toContain('ingresses')
    await product.api('DELETE', '/workspaces/readers')
  })

  test('somebody else writes the same objects at the same time, and nothing of either is lost', async () => {
    const route = `${own.name}.busy`
    await write('POST', '/routes', { name: route, service: service('shop'), hosts: ['busy.test'], paths: [{ type: 'prefix', value: '/' }] })
    const patch = (index: number) => kubectl(['annotate', 'ingress', 'busy', `other/${index}=${index}`, '--field-manager=other'])
    const retries = Array.from({ length: 20 }, (_, index) => index)
    const theirs = (async () => {
      for (const index of retries) await patch(index)
    })()
    for (const index of retries) {
      const { object, revision } = await write('PATCH', `/routes/${route}`, { tags: [`t${index}`] })
      expect([object.tags, revision]).toEqual([[`t${index}`], expect.any(Number)])
    }
    await theirs
    const { annotations } = (await read('ingress', 'busy')).metadata
    expect(Object.keys(annotations).filter((name) => name.startsWith('other/'))).toHaveLength(20)
    expect(annotations['sluice.dev/tags']).toBe('t19')
    await write('DELETE', `/routes/${route}`)
  })

  test('a workspace that is only written is served by whoever else, and says what that controller says', async () => {
    const connection = { type: 'kubeconfig', kubeconfig: await readFile(cluster.kubeconfig, 'utf8') }
    const workspace = { name: 'written', kind: 'kubernetes', connection, namespaces: [own.name], ingressClass: 'nginx', dialect: 'nginx', served: false }
    expect((await product.api('POST', '/workspaces', workspace)).status).toBe(201)
    const call = async (method: string, path: string, body?: object) => {
      const answer = await product.api(method, `${path}?workspace=written`, body)
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
      return answer.body
    }
    const route = `${own.name}.ng`
    await call('POST', '/routes', { name: route, service: service('shop'), hosts: ['ng.test'], paths: [{ type: 'prefix', value: '/' }] })
    await call('POST', '/canaries', { name: route, route, service: service('shop-v2'), weight: 20 })
    const canary = await read('ingress', 'ng-canary')
    expect(canary.metadata.annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-weight': '20' })
    expect(canary.spec).toMatchObject({ ingressClassName: 'nginx', rules: [{ host: 'ng.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop-v2' } } }] } }] })
    await call('POST', `/canaries/${route}/promote`)
    expect((await read('ingress', 'ng')).spec.rules[0].http.paths[0].backend.service.name).toBe('shop-v2')
    expect(await kubectl(['get', 'ingress', 'ng-canary', '--ignore-not-found'])).toBe('')
    await call('DELETE', `/routes/${route}`)
    await product.api('DELETE', '/workspaces/written')
  })
})
