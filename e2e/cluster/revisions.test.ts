import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createElections } from '#lib/control/elections.ts'
import { startLeads } from '#lib/control/leads.ts'
import { startLoop } from '#lib/control/loop.ts'
import { parseEnv } from '#lib/env.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import { Workspace } from '#lib/model/workspace.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase, type OpenDatabase } from '#lib/store/open.ts'
import type { Store, Stores } from '#lib/store/store.ts'
import { withClusters } from '#lib/store/with-clusters.ts'
import { openScope, type Scope } from './scope.ts'
import { testCluster } from './kube.ts'

// Revisions of a cluster workspace: written here, and seen by the controller; and what can be brought back from them.

const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-cluster-history-'))
const log = { info: () => {}, warn: () => {}, error: (fields: object, text: string) => void errors.push(`${text} ${JSON.stringify(fields)}`) }
const errors: string[] = []
let scope: Scope
let database: OpenDatabase
let stores: Stores
let store: Store
let stop: () => Promise<void>

const said = { actor: 'anna', comment: '', dryRun: false }
const raw = async (kind: string, name: string) => JSON.parse(await scope.kubectl('get', kind, name, '-o', 'json', '--show-managed-fields')) as RawObject & { spec: any }
const version = async (kind: string, name: string) => (await raw(kind, name)).metadata.resourceVersion
const rule = (host: string, service = 'web') => ({
  rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }] } }],
})
const hosts = async () => (await store.read()).routes.flatMap(({ object }) => object.hosts).sort()
const revisions = async () => (await store.revisions({})).items
const ref = (kind: string, name: string) => ({ kind, namespace: scope.namespace, name })

beforeAll(async () => {
  const env = parseEnv({ SLUICE_DATA_DIR: dataDir })
  await migrateDatabase(env, () => {})
  database = await openDatabase(env)
})

afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true })
})

beforeEach(async () => {
  scope = await openScope('history')
  await scope.apply(scope.service('web'), scope.ingress('web', { spec: { defaultBackend: undefined, ...rule('web.test') } }))
  const { kubeconfig } = testCluster()
  const connection = { type: 'file', path: kubeconfig }
  const object = Workspace.parse({ name: scope.namespace, kind: 'kubernetes', connection, namespaces: [scope.namespace], ingressClass: scope.ingressClass })
  const row = await database.stores.createWorkspace(object)
  // As the dashboard and the controller have one each.
  stores = withClusters(database.stores, log)
  const controlled = withClusters(database.stores, log)
  const timing = { leaseDurationMs: 3000, renewDeadlineMs: 2000, retryMs: 100 }
  const leads = startLeads({ stores: controlled, rows: database.stores, elections: createElections({ log, timing }), admission: null, log })
  let published = 0
  const loop = startLoop({ stores: controlled, publish: () => (published += 1), onRead: (configs, found) => void leads.update(configs, found), log, pollMs: 50 })
  store = await stores.open(row.object.name)
  stop = async () => {
    await loop.stop()
    await leads.stop()
    const views = await Promise.all([stores, controlled].map((one) => one.cluster(row.object.name)))
    for (const view of views) await view?.close()
    await database.stores.deleteWorkspace(row.object.name, 'any')
    await scope.end()
  }
  await vi.waitUntil(async () => (await hosts()).length === 1 && published > 0, { timeout: 15_000 })
  return () => stop()
})

test('an edit by kubectl becomes a revision of its manager, with the objects before and after', async () => {
  const patch = [{ op: 'replace', path: '/spec/rules/0/host', value: 'shop.test' }]
  await scope.kubectl('patch', 'ingress', 'web', '--type=json', '-p', JSON.stringify(patch), '--field-manager=kubectl-edit')
  await expect.poll(async () => (await revisions()).length).toBe(1)
  const [revision] = await revisions()
  expect(revision).toMatchObject({
    number: 1,
    actor: 'kubectl-edit',
    changes: [{ kind: 'routes', before: { hosts: ['web.test'] }, after: { hosts: ['shop.test'] } }],
    manifests: [{ ref: ref('Ingress', 'web'), before: { spec: rule('web.test') }, after: { spec: rule('shop.test') } }],
  })
  // Nothing but the edit is in it.
  const { before, after } = revision!.manifests![0]!
  expect({ ...after, spec: null }).toEqual({ ...before, spec: null })
})

test('edits of one manager within a second are one revision', async () => {
  await Promise.all([
    scope.kubectl('patch', 'ingress', 'web', '--type=merge', '-p', JSON.stringify({ spec: rule('one.test') }), '--field-manager=flux'),
    scope.kubectl('patch', 'service', 'web', '--type=merge', '-p', JSON.stringify({ metadata: { annotations: { 'sluice.dev/algorithm': 'latency' } } }), '--field-manager=flux'),
  ])
  await expect.poll(async () => (await revisions()).length).toBe(1)
  const [revision] = await revisions()
  expect(revision!.actor).toBe('flux')
  expect(revision!.manifests!.map(({ ref: { kind } }) => kind).sort()).toEqual(['Ingress', 'Service'])
  expect(revision!.changes.map(({ kind }) => kind).sort()).toEqual(['routes', 'upstreams'])
})

test('one object is brought back, and the rest stays as it is; what was brought back can be undone again', async () => {
  await scope.kubectl('patch', 'ingress', 'web', '--type=merge', '-p', JSON.stringify({ spec: rule('shop.test'), metadata: { labels: { team: 'a' } } }), '--field-manager=kubectl-edit')
  await expect.poll(async () => (await revisions()).length).toBe(1)
  await scope.kubectl('patch', 'ingress', 'web', '--type=merge', '-p', JSON.stringify({ spec: rule('late.test') }), '--field-manager=kubectl-edit')
  await scope.kubectl('patch', 'service', 'web', '--type=merge', '-p', JSON.stringify({ metadata: { annotations: { 'sluice.dev/algorithm': 'latency' } } }), '--field-manager=helm')
  await expect.poll(async () => (await revisions()).length).toBe(3)

  const before = await version('ingress', 'web')
  const trial = await store.kubernetes!.restore(1, { ...said, dryRun: true, of: ref('Ingress', 'web') })
  expect([trial.revision, trial.kubernetes!.map(({ ref: { name }, action }) => `${action} ${name}`)]).toEqual([null, ['update web']])
  expect(trial.config.routes.map(({ object }) => object.hosts)).toEqual([['shop.test']])
  expect(await version('ingress', 'web')).toBe(before)

  const restored = await store.kubernetes!.restore(1, { ...said, of: ref('Ingress', 'web') })
  expect(restored).toMatchObject({ revision: 4, objects: [{ kind: 'routes', object: { hosts: ['shop.test'] } }] })
  expect((await raw('ingress', 'web')).metadata.labels).toEqual({ team: 'a' })
  // It is there as soon as it is answered.
  expect(await hosts()).toEqual(['shop.test'])
  expect((await raw('service', 'web')).metadata.annotations).toMatchObject({ 'sluice.dev/algorithm': 'latency' })
  expect(await store.revision(4)).toMatchObject({ actor: 'anna', manifests: [{ ref: ref('Ingress', 'web'), after: { spec: rule('shop.test') } }] })

  // Restoring the same again sends nothing.
  const now = await version('ingress', 'web')
  expect((await store.kubernetes!.restore(1, { ...said, of: ref('Ingress', 'web') })).revision).toBeNull()
  expect(await version('ingress', 'web')).toBe(now)
})

test('all is brought back: what was deleted since is made again, and what was made since goes', async () => {
  const patch = { spec: rule('first.test') }
  await scope.kubectl('patch', 'ingress', 'web', '--type=merge', '-p', JSON.stringify(patch), '--field-manager=kubectl-edit')
  await expect.poll(async () => (await revisions()).length).toBe(1)
  await scope.kubectl('delete', 'ingress', 'web')
  await expect.poll(async () => (await revisions()).length).toBe(2)
  await scope.apply(scope.ingress('later', { spec: { defaultBackend: undefined, ...rule('later.test') } }))
  await expect.poll(async () => (await revisions()).length).toBe(3)
  expect((await revisions()).map(({ actor }) => actor)).toEqual(['kubectl', 'unknown', 'kubectl-edit'])

  const { revision, kubernetes } = await store.kubernetes!.restore(1, said)
  expect(kubernetes!.map(({ action, ref: { name } }) => `${action} ${name}`).sort()).toEqual(['create web', 'delete later'])
  expect(revision).toBe(4)
  expect(await hosts()).toEqual(['first.test'])
  await expect(raw('ingress', 'later')).rejects.toThrow('not found')
  await expect(store.kubernetes!.restore(99, said)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test("Sluice's own writes are told once", async () => {
  await scope.kubectl('patch', 'ingress', 'web', '--type=merge', '-p', JSON.stringify({ spec: rule('shop.test') }), '--field-manager=kubectl-edit')
  await expect.poll(async () => (await revisions()).length).toBe(1)
  await store.kubernetes!.restore(0, said)
  expect(await hosts()).toEqual(['web.test'])
  // A later edit from outside comes behind whatever the controller would have made of the restore.
  await scope.kubectl('label', 'ingress', 'web', 'team=b', '--field-manager=kubectl-label')
  await expect.poll(async () => (await revisions()).map(({ actor }) => actor)).toEqual(['kubectl-label', 'anna', 'kubectl-edit'])
})

test("Helm's object is adopted: a difference first, then all of it is Sluice's, and no copy of it says otherwise", async () => {
  const helm = { labels: { 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': 'web-1.0', team: 'a' }, annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': scope.namespace, note: 'kept' } }
  await scope.kubectl('patch', 'ingress', 'web', '--type=merge', '-p', JSON.stringify({ metadata: helm }), '--field-manager=helm')
  const route = (await store.read()).routes[0]!.object
  await expect.poll(async () => (await store.get('routes', route.name))!.managedBy).toEqual({ tool: 'helm', name: `${scope.namespace}/web` })
  const before = await version('ingress', 'web')
  const ids = [{ kind: 'routes' as const, name: route.name }]

  const trial = await store.kubernetes!.adopt(ids, { ...said, dryRun: true })
  expect(trial).toMatchObject({ revision: null, kubernetes: [{ action: 'update', method: 'apply', managedBy: { tool: 'helm' } }] })
  expect(await version('ingress', 'web')).toBe(before)

  const adopted = await store.kubernetes!.adopt(ids, said)
  expect(adopted.objects).toMatchObject([{ kind: 'routes', managedBy: { tool: 'sluice' } }])
  const now = await raw('ingress', 'web')
  expect([now.metadata.labels, now.metadata.annotations]).toEqual([{ 'app.kubernetes.io/managed-by': 'sluice', team: 'a' }, { note: 'kept' }])
  expect(now.spec).toMatchObject(rule('web.test'))
  const own = now.metadata.managedFields!.find(({ manager, operation }) => manager === 'sluice' && operation === 'Apply')!
  expect(own.fieldsV1).toMatchObject({ 'f:spec': { 'f:rules': {}, 'f:ingressClassName': {} }, 'f:metadata': { 'f:labels': { 'f:team': {} } } })
  expect((await store.kubernetes!.adopt(ids, said)).revision).toBeNull()
})

test('objects are exported as they would be kept in Git, Secrets without what they hold', async () => {
  const route = (await store.read()).routes[0]!.object
  const manifests = await store.kubernetes!.manifests([{ kind: 'routes', name: route.name }, { kind: 'services', name: route.service! }, { kind: 'upstreams', name: route.service! }])
  expect(manifests.map(({ kind }) => kind)).toEqual(['Ingress', 'Service'])
  expect(manifests[0]!.metadata).toEqual({ name: 'web', namespace: scope.namespace })
  await expect(store.kubernetes!.manifests([{ kind: 'routes', name: 'nobody' }])).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('nothing went wrong meanwhile', () => {
  expect(errors).toEqual([])
})
