import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { Certificate } from '#lib/model/certificate.ts'
import type { Kind, Model } from '#lib/model/kinds.ts'
import { Route } from '#lib/model/route.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { makeRouteTest } from '#lib/testing/factories.ts'
import type { OpenDatabase } from '#lib/store/open.ts'
import type { Store, Stores, Write } from '#lib/store/store.ts'
import { clusterWorkspace, openTestDatabase, rawOf } from './cluster-workspace.ts'
import { openScope, type Scope } from './scope.ts'

// A workspace in a cluster is a store that can be written.

let database: OpenDatabase
let scope: Scope
let store: Store
let stores: Stores

const raw = (kind: string, name: string) => rawOf(scope, kind, name)
const version = async (kind: string, name: string) => (await raw(kind, name)).metadata.resourceVersion
const own = (rest: string) => `${scope.namespace}.${rest}`
const put = <K extends Kind>(kind: K, object: Model[K], expected = 'any'): Write => ({ op: 'put', kind, name: object.name, object, expect: expected }) as Write
const remove = (kind: Kind, name: string, expected = 'any'): Write => ({ op: 'delete', kind, name, expect: expected })
const commit = (...writes: Write[]) => store.commit({ actor: 'anna', comment: 'why', writes })
const backend = (name: string) => ({ service: { name, port: { number: 80 } } })
const webRule = { host: 'web.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: backend('web') }] } }
const route = (over: Partial<Route> & { name: string }) =>
  Route.parse({ hosts: ['new.test'], paths: [{ type: 'prefix', value: '/' }], service: own('web.80'), stripPath: false, preserveHost: true, ...over })
const find = async <K extends Kind>(kind: K, name: string) => {
  const found = await store.get(kind, name)
  if (!found) throw new Error(`there is no ${kind} ${name}, but ${(await store.list(kind, {})).items.map((one) => one.name).join(', ')}`)
  return found
}

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  scope = await openScope('store')
  await scope.apply(scope.service('web'), scope.ingress('web', { annotations: { note: 'kept' }, spec: { defaultBackend: undefined, rules: [webRule] } }))
  ;({ store, stores } = await clusterWorkspace(database, scope))
  await vi.waitUntil(async () => (await store.read()).routes.length === 1, { timeout: 15_000 })
  return () => scope.end()
})

describe('routes', () => {
  test('are made, changed and deleted as Ingresses, and can be read as soon as that is answered', async () => {
    const made = await commit(put('routes', route({ name: own('shop') }), 'absent'))
    expect(made).toMatchObject({ revision: 1, objects: [{ kind: 'routes', name: own('shop'), managedBy: { tool: 'sluice' } }], kubernetes: [{ action: 'create' }] })
    expect(await raw('ingress', 'shop')).toMatchObject({ spec: { ingressClassName: scope.ingressClass, rules: [{ host: 'new.test' }] } })
    const stored = await find('routes', own('shop'))
    expect(stored).toEqual(made.objects[0])

    const changed = await commit(put('routes', { ...stored.object, hosts: ['other.test'] }, stored.version))
    expect(changed).toMatchObject({ revision: 2, kubernetes: [{ action: 'update', method: 'apply' }] })
    expect((await find('routes', own('shop'))).object.hosts).toEqual(['other.test'])

    expect(await commit(remove('routes', own('shop')))).toMatchObject({ revision: 3, objects: [], kubernetes: [{ action: 'delete' }] })
    expect(await store.get('routes', own('shop'))).toBeNull()
    await expect(raw('ingress', 'shop')).rejects.toThrow('not found')
  })

  test('of others are patched, and everything else of their Ingress stays', async () => {
    const before = await raw('ingress', 'web')
    const stored = await find('routes', own('web'))
    const { kubernetes } = await commit(put('routes', { ...stored.object, hosts: ['other.test'] }, stored.version))
    expect(kubernetes).toMatchObject([{ method: 'patch', managedBy: null }])
    const after = await raw('ingress', 'web')
    expect(after.spec).toEqual({ ...before.spec, rules: [{ ...webRule, host: 'other.test' }] })
    expect(after.metadata.annotations).toEqual(before.metadata.annotations)
  })

  test('that are as they were are not sent', async () => {
    const before = await version('ingress', 'web')
    const { object, version: seen } = await find('routes', own('web'))
    expect(await commit(put('routes', object, seen))).toMatchObject({ revision: null, objects: [{ name: own('web') }] })
    expect(await version('ingress', 'web')).toBe(before)
    expect((await store.revisions({})).total).toBe(0)
  })

  test('a stale edit is refused with what stands there now, before the watch has seen it', async () => {
    const stored = await find('routes', own('web'))
    await scope.kubectl('patch', 'ingress', 'web', '--type=json', '-p', JSON.stringify([{ op: 'replace', path: '/spec/rules/0/host', value: 'late.test' }]))
    const write = put('routes', { ...stored.object, hosts: ['mine.test'] }, stored.version)
    await expect(commit(write)).rejects.toMatchObject({ code: 'STALE_VERSION', details: { current: { object: { hosts: ['late.test'] } } } })
    expect((await raw('ingress', 'web')).spec.rules[0].host).toBe('late.test')
  })

  test.each(['others', 'Sluice'])('an edit of something else of an Ingress of %s is in nobody\'s way', async (owner) => {
    if (owner === 'Sluice') await commit(put('routes', route({ name: own('shop') }), 'absent'))
    const name = owner === 'Sluice' ? 'shop' : 'web'
    const stored = await find('routes', own(name))
    const edits = Array.from({ length: 10 }, (_, n) => scope.kubectl('annotate', 'ingress', name, `note-${n}=x`))
    await commit(put('routes', { ...stored.object, hosts: ['mine.test'] }, stored.version))
    await Promise.all(edits)
    const { metadata, spec } = await raw('ingress', name)
    expect([Object.keys(metadata.annotations!).filter((key) => key.startsWith('note-')).length, spec.rules[0].host]).toEqual([10, 'mine.test'])
  })

  test('where the Ingress moved between reading and writing, it is planned again', async () => {
    await commit(put('routes', route({ name: own('shop') }), 'absent'))
    const stored = await find('routes', own('shop'))
    const { client } = await (await stores.cluster(scope.namespace))!.read()
    const request = vi.spyOn(client, 'request')
    let reads = 0
    request.mockImplementation(async function (this: unknown, method, path, options) {
      request.mockRestore()
      const answer = await client.request(method, path, options)
      reads += 1
      // Right behind the reading that is planned from.
      await scope.kubectl('annotate', 'ingress', 'shop', 'note=x')
      return answer as never
    })
    expect(await commit(put('routes', { ...stored.object, hosts: ['mine.test'] }, stored.version))).toMatchObject({ revision: 2 })
    const { metadata, spec } = await raw('ingress', 'shop')
    expect([reads, metadata.annotations, spec.rules[0].host]).toEqual([1, { note: 'x' }, 'mine.test'])
  })

  test('what exists is not made again, and what is not there not deleted', async () => {
    await expect(commit(put('routes', route({ name: own('web') }), 'absent'))).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(commit(remove('routes', own('nobody')))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('what no Kubernetes object can say is refused at its field', async () => {
    const stored = await find('routes', own('web'))
    const before = await version('ingress', 'web')
    const refused = commit(put('routes', { ...stored.object, templates: ['public'] }, stored.version))
    await expect(refused).rejects.toMatchObject({ code: 'INVALID', issues: [{ path: ['templates'], code: expect.any(String), params: expect.any(Object) }], details: { codes: [expect.any(String)] } })
    expect(await version('ingress', 'web')).toBe(before)
  })

  test('a field that routes of an Ingress share is changed for all of them only if told so', async () => {
    await scope.apply(scope.ingress('two', { spec: { defaultBackend: undefined, rules: ['a.test', 'b.test'].map((host) => ({ ...webRule, host })) } }))
    await expect.poll(async () => (await store.read()).routes.length).toBe(3)
    const { object } = await find('routes', own('two~a.test~'))
    const writes = [put('routes', { ...object, tags: ['team-a'] })]
    await expect(commit(...writes)).rejects.toMatchObject({ code: 'INVALID', details: { codes: ['SHARED'], shared: { ingress: expect.stringContaining('two'), routes: [own('two~b.test~')] } } })
    expect(await store.commit({ actor: 'anna', comment: '', writes, allowShared: true })).toMatchObject({ revision: 1 })
    const tags = (await store.list('routes', { q: 'tag:team-a' })).items.map(({ name }) => name)
    expect(tags).toEqual([own('two~a.test~'), own('two~b.test~')])
  })
})

test('a service and its upstream are made as a V1Service with its endpoints, changed, and not deleted while a route leads there', async () => {
  const name = own('shop.80')
  const service = Service.parse({ name, upstream: name, protocol: 'http' })
  const upstream = Upstream.parse({ name, targets: [{ host: '192.0.2.1', port: 8080 }] })
  const made = await commit(put('upstreams', upstream, 'absent'), put('services', service, 'absent'))
  expect(made.objects.map(({ kind, name: of }) => `${kind} ${of}`)).toEqual([`upstreams ${name}`, `services ${name}`])
  expect((await raw('service', 'shop')).spec.ports).toMatchObject([{ port: 80 }])
  // No route leads there yet, and it is listed all the same.
  expect((await store.list('services', {})).items.map((one) => one.name)).toEqual([name, own('web.80')])
  expect((await store.read()).services.map(({ object }) => object.name)).toEqual([own('web.80')])

  await commit(put('routes', route({ name: own('shop'), service: name })))
  const refused = commit(remove('services', name), remove('upstreams', name))
  await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', details: { referrers: [{ kind: 'routes', name: own('shop') }] } })
  const stored = await find('upstreams', name)
  await commit(put('upstreams', { ...stored.object, targets: [...stored.object.targets, { ...stored.object.targets[0]!, host: '192.0.2.2' }] }, stored.version))
  expect((await find('upstreams', name)).object.targets.map(({ host }) => host)).toEqual(['192.0.2.1', '192.0.2.2'])
  await commit(remove('routes', own('shop')), remove('services', name), remove('upstreams', name))
  await expect(raw('service', 'shop')).rejects.toThrow('not found')
})

test('a certificate is made as a Secret, is listed before an Ingress names it, and is exported without its key', async () => {
  const certificate = Certificate.parse({ name: own('pair'), cert: TEST_CERTIFICATE.cert, key: TEST_CERTIFICATE.key, snis: [] })
  const { revision } = await commit(put('certificates', certificate, 'absent'))
  expect((await raw('secret', 'pair')).type).toBe('kubernetes.io/tls')
  const stored = await find('certificates', own('pair'))
  expect(stored).toMatchObject({ managedBy: { tool: 'sluice' }, object: { key: TEST_CERTIFICATE.key } })
  expect((await store.revision(revision!))!.manifests).toMatchObject([{ ref: { kind: 'Secret', name: 'pair' }, before: null, after: { type: 'kubernetes.io/tls' } }])
  const [manifest] = await store.kubernetes!.manifests([{ kind: 'certificates', name: own('pair') }])
  expect(manifest).not.toHaveProperty('data')
  await commit(remove('certificates', own('pair'), stored.version))
  await expect(raw('secret', 'pair')).rejects.toThrow('not found')
})

test('a route that names a Secret which nothing named before is there when that is answered', async () => {
  const pair = { 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key }
  await scope.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pair', namespace: scope.namespace }, type: 'kubernetes.io/tls', stringData: pair })
  await commit(put('routes', route({ name: own('shop'), kubernetes: { certificate: own('pair') } }), 'absent'))
  const config = await store.read()
  expect(config.routes.map(({ object }) => object.name)).toEqual([own('shop'), own('web')])
  expect(config.certificates.map(({ object }) => object.name)).toEqual([own('pair')])
  await expect(commit(remove('certificates', own('pair')))).rejects.toMatchObject({ code: 'CONFLICT', details: { referrers: [{ kind: 'routes', name: own('shop') }] } })
})

test('a canary is started, changed and ended in the annotations of its Ingress', async () => {
  await scope.apply(scope.service('web-v2'))
  const name = own('web')
  await expect.poll(async () => (await store.list('services', {})).items.map((one) => one.name)).toContain(own('web-v2.80'))
  await commit(put('canaries', Canary.parse({ name, route: name, service: own('web-v2.80'), weight: 10 }), 'absent'))
  const stored = await find('canaries', name)
  expect(stored.object.weight).toBe(10)
  await commit(put('canaries', { ...stored.object, weight: 50 }, stored.version))
  expect((await find('canaries', name)).object.weight).toBe(50)
  await commit(remove('canaries', name))
  expect(await store.get('canaries', name)).toBeNull()
  expect((await raw('ingress', 'web')).metadata.annotations).toEqual({ note: 'kept' })
})

test('a route goes whose canary others of its Ingress have, too; the last one of them is kept while the canary is', async () => {
  const rules = ['a.test', 'b.test'].map((host) => ({ ...webRule, host }))
  await scope.apply(scope.service('web-v2'), scope.ingress('two', { annotations: { 'sluice.dev/canary-service': 'web-v2:80', 'sluice.dev/canary-weight': '10' }, spec: { defaultBackend: undefined, rules } }))
  await expect.poll(async () => (await store.read()).canaries.length).toBe(2)
  await commit(remove('routes', own('two~a.test~')))
  expect([(await raw('ingress', 'two')).spec.rules, (await store.read()).canaries.map(({ object }) => object.route)]).toEqual([rules.slice(1), [own('two')]])
  await expect(commit(remove('routes', own('two')))).rejects.toMatchObject({ code: 'CONFLICT', details: { referrers: [{ kind: 'canaries', name: own('two') }] } })
})

test('what an Ingress of another class leads to, or shows, is not deleted', async () => {
  await commit(put('certificates', Certificate.parse({ name: own('pair'), ...TEST_CERTIFICATE }), 'absent'))
  await scope.apply(scope.service('other'), scope.ingress('other', { spec: { ingressClassName: 'nobody', defaultBackend: backend('other'), tls: [{ secretName: 'pair' }] } }))
  await expect.poll(async () => (await store.list('services', {})).total).toBe(2)
  const conflict = { code: 'CONFLICT', message: `Still referred to by Ingress ${scope.namespace}/other, of another ingress class` }
  await expect(commit(remove('services', own('other.80')))).rejects.toMatchObject(conflict)
  await expect(commit(remove('certificates', own('pair')))).rejects.toMatchObject(conflict)
  await scope.kubectl('delete', 'ingress', 'other')
  await vi.waitFor(() => commit(remove('services', own('other.80')), remove('certificates', own('pair'))), { timeout: 5_000 })
})

test('what a workspace has no more is not restored with it', async () => {
  await commit(put('routes', route({ name: own('shop') }), 'absent'))
  const { object } = (await stores.workspaces()).find((row) => row.object.name === scope.namespace)!
  await database.stores.updateWorkspace({ ...object, namespaces: ['elsewhere'] } as typeof object, 'any')
  const moved = (await stores.open(scope.namespace)).kubernetes!
  const options = { actor: 'ben', comment: '', dryRun: false }
  expect(await moved.restore(0, options)).toMatchObject({ revision: null, kubernetes: [] })
  await expect(moved.restore(0, { ...options, of: { kind: 'Ingress', namespace: scope.namespace, name: 'shop' } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect((await raw('ingress', 'shop')).spec.rules).toHaveLength(1)
})

test('what would come of a change is told without making it, by the API server too', async () => {
  const writes = [put('routes', route({ name: own('shop') }), 'absent')]
  for (const asksCluster of [false, true]) {
    const rehearsal = await store.rehearse!({ actor: 'anna', comment: '', writes }, { asksCluster })
    expect(rehearsal).toMatchObject({ changes: true, objects: [{ name: own('shop') }], kubernetes: [{ action: 'create', ref: { kind: 'Ingress', name: 'shop' } }] })
    expect(rehearsal.config.routes.map(({ object }) => object.name)).toEqual([own('shop'), own('web')])
  }
  await expect(raw('ingress', 'shop')).rejects.toThrow('not found')
  expect([(await store.read()).routes.length, (await store.revisions({})).total]).toEqual([1, 0])
})

test('a revision tells what became of objects of ours and of Kubernetes, and it can be undone', async () => {
  const stored = await find('routes', own('web'))
  await commit(put('routes', { ...stored.object, hosts: ['other.test'] }, stored.version))
  const { items } = await store.revisions({ kind: 'routes', name: own('web') })
  expect(items).toMatchObject([
    {
      number: 1, actor: 'anna', comment: 'why',
      changes: [{ kind: 'routes', name: own('web'), before: stored.object, after: { ...stored.object, hosts: ['other.test'] } }],
      manifests: [{ ref: { kind: 'Ingress', namespace: scope.namespace, name: 'web' }, before: { spec: { rules: [webRule] } }, after: { spec: { rules: [{ ...webRule, host: 'other.test' }] } } }],
    },
  ])
  await store.kubernetes!.restore(0, { actor: 'ben', comment: 'back', dryRun: false })
  expect((await find('routes', own('web'))).object).toEqual(stored.object)
})

test('who may not write is told which right is missing, and nothing is written', async () => {
  const limited = await openScope('limited')
  try {
    await limited.apply(limited.service('web'), limited.ingress('web', { spec: { defaultBackend: undefined, rules: [webRule] } }))
    const kubeconfig = await limited.accountWith()
    const { store: reader } = await clusterWorkspace(database, limited, { connection: { type: 'file', path: kubeconfig } })
    await expect.poll(async () => (await reader.read()).routes.length).toBe(1)
    const stored = await reader.get('routes', `${limited.namespace}.web`)
    const write = put('routes', { ...stored!.object, hosts: ['other.test'] }, stored!.version)
    await expect(reader.commit({ actor: 'anna', comment: '', writes: [write] })).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('patch') })
    expect((await reader.revisions({})).total).toBe(0)
  } finally {
    await limited.end()
  }
})

test('route tests live beside the cluster, move the head, and are changed apart from it', async () => {
  const test = makeRouteTest()
  const head = await store.head()
  expect(await commit(put('route-tests', test, 'absent'))).toMatchObject({ revision: 1, objects: [{ kind: 'route-tests', name: test.name }] })
  expect(await store.head()).toBeGreaterThan(head)
  expect((await store.read())['route-tests'].map(({ object }) => object)).toEqual([test])
  expect([(await store.get('route-tests', test.name))?.object, (await store.list('route-tests', {})).total]).toEqual([test, 1])
  const rehearsal = await store.rehearse!({ actor: 'anna', comment: '', writes: [remove('route-tests', test.name)] }, { asksCluster: true })
  expect([rehearsal.changes, rehearsal.config['route-tests']]).toEqual([true, []])
  await expect(commit(put('route-tests', test), put('routes', route({ name: own('shop') })))).rejects.toMatchObject({ code: 'INVALID', details: { mixed: true } })
  expect((await store.read()).revision).toBe(await store.head())
})

test('in the dialect nginx a canary is an Ingress beside the route\'s, and goes when the route leads to its service; all of it can be undone', async () => {
  await scope.apply(scope.service('web-v2'))
  const { store: nginx } = await clusterWorkspace(database, scope, { name: `${scope.namespace}-nginx`, dialect: 'nginx' })
  await vi.waitUntil(async () => (await nginx.list('services', {})).total === 2, { timeout: 15_000 })
  const name = own('web')
  const send = (...writes: Write[]) => nginx.commit({ actor: 'anna', comment: '', writes })
  await send(put('canaries', Canary.parse({ name, route: name, service: own('web-v2.80'), weight: 20 }), 'absent'))
  const canary = (await nginx.get('canaries', name))!
  expect(canary).toMatchObject({ origin: { kind: 'Ingress', name: 'web-canary' }, object: { weight: 20 } })
  const stable = (await nginx.get('routes', name))!
  const promoted = await send(
    put('routes', { ...stable.object, service: own('web-v2.80') }, stable.version),
    put('canaries', { ...canary.object, state: 'promoted' }, canary.version),
  )
  expect(promoted.kubernetes!.map(({ action, ref: { name: of } }) => `${action} ${of}`)).toEqual(['update web', 'delete web-canary'])
  expect([(await nginx.read()).canaries, (await raw('ingress', 'web')).spec.rules[0].http.paths[0].backend]).toEqual([[], backend('web-v2')])
  await nginx.kubernetes!.restore(1, { actor: 'ben', comment: '', dryRun: false })
  expect([(await nginx.get('canaries', name))!.object.weight, (await raw('ingress', 'web')).spec.rules[0].http.paths[0].backend]).toEqual([20, backend('web')])
})
