import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { describeDatabases, type TestDatabase } from '#lib/testing/database.ts'
import { makeCertificate, makeConsumer, makeCredential } from '#lib/testing/factories.ts'
import { Workspace } from '#lib/model/workspace.ts'
import { openDatabase } from './open.ts'
import type { RowStores } from './row-store.ts'
import type { Store, Stores } from './store.ts'

const NEW_KEY = 'second key of the tests'

async function openStores(database: TestDatabase, secretKeys = database.secretKeys): Promise<RowStores> {
  const { stores, close } = await openDatabase({ ...database, secretKeys })
  onTestFinished(close)
  return stores
}

const open = async (database: TestDatabase, secretKeys?: string[]): Promise<Store> => (await openStores(database, secretKeys)).open('default')

/** All bytes that the database keeps: its files, or a dump of every row of every table. */
async function rawBytes({ databaseUrl, dataDir }: TestDatabase): Promise<string> {
  if (databaseUrl.startsWith('file:'))
    return readdirSync(dataDir)
      .map((file) => readFileSync(path.join(dataDir, file), 'latin1'))
      .join('')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`)
    let text = ''
    for (const { name } of tables.rows) text += JSON.stringify((await client.query(`SELECT * FROM "${name}"`)).rows)
    return text
  } finally {
    await client.end()
  }
}

describeDatabases((database) => {
  const certificate = makeCertificate()
  const bodyOfKey = certificate.key.split('\n')[1]!
  const put = (store: Store, tags: string[]) =>
    store.commit({
      actor: 'anna',
      comment: '',
      writes: [{ op: 'put', kind: 'certificates', name: 'shop', object: { ...certificate, tags }, expect: 'any' }],
    })

  test('no key stands in the database, neither in objects nor in revisions', async () => {
    const store = await open(database())
    await put(store, ['a'])
    await put(store, ['b'])
    expect((await store.read()).certificates[0]!.object.key).toBe(certificate.key)
    const raw = await rawBytes(database())
    expect(raw).toContain('BEGIN CERTIFICATE')
    expect(raw).not.toContain('PRIVATE KEY')
    expect(raw).not.toContain(bodyOfKey)
  })

  test('no password and no key of a consumer stands in the database', async () => {
    const store = await open(database())
    const secrets = ['hunter-of-anna', 'key-of-anna-in-clear']
    const credentials = [makeCredential({ name: 'anna-password', username: 'anna', secret: secrets[0] }), makeCredential({ secret: secrets[1] })]
    const writes = [
      { op: 'put' as const, kind: 'consumers' as const, name: 'anna', object: makeConsumer(), expect: 'any' },
      ...credentials.map((object) => ({ op: 'put' as const, kind: 'credentials' as const, name: object.name, object, expect: 'any' })),
    ]
    await store.commit({ actor: 'anna', comment: '', writes })
    expect((await store.read()).credentials.map(({ object }) => object.secret).toSorted()).toEqual(secrets)
    const raw = await rawBytes(database())
    expect(raw).toContain('anna-password')
    for (const secret of secrets) expect(raw).not.toContain(secret)
  })

  test('no kubeconfig stands in the database, and it is sealed again under a new key', async () => {
    const connection = { type: 'kubeconfig', kubeconfig: 'apiVersion: v1 # a secret token' }
    const object = Workspace.parse({ name: 'cluster', kind: 'kubernetes', connection })
    const stores = await openStores(database())
    await stores.createWorkspace(object)
    const find = async (from: Stores) => (await from.workspaces()).find(({ object: { name } }) => name === 'cluster')!.object
    expect(await find(stores)).toEqual(object)
    expect(await rawBytes(database())).not.toContain('a secret token')
    await openStores(database(), [NEW_KEY, ...database().secretKeys])
    const again = await openStores(database(), [NEW_KEY])
    expect(await find(again)).toEqual(object)
    await again.deleteWorkspace('cluster', 'any')
    await openStores(database(), [...database().secretKeys, NEW_KEY])
  })

  const secretOf = (held: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pair', namespace: 'shop', annotations: { copy: held } }, data: { 'tls.key': held } })
  const pair = { ref: { kind: 'Secret', namespace: 'shop', name: 'pair' }, before: secretOf('held-before'), after: secretOf('held-after') }

  test('no Secret of a cluster stands in the database, and it is sealed again under a new key', async () => {
    const stores = await openStores(database())
    await stores.createWorkspace(Workspace.parse({ name: 'past', kind: 'kubernetes' }))
    await (await stores.open('past')).record({ actor: 'anna', comment: '', changes: [], manifests: [pair] })
    const raw = await rawBytes(database())
    for (const held of ['held-before', 'held-after']) expect(raw).not.toContain(held)
    await openStores(database(), [NEW_KEY, ...database().secretKeys])
    const again = await openStores(database(), [NEW_KEY])
    expect((await (await again.open('past')).revision(1))!.manifests).toEqual([pair])
    await again.deleteWorkspace('past', 'any')
    await openStores(database(), [...database().secretKeys, NEW_KEY])
  })

  test('a save that changes nothing is none, though sealing differs each time', async () => {
    const store = await open(database())
    await put(store, ['c'])
    expect((await put(store, ['c'])).revision).toBeNull()
  })

  describe('with a new key first', () => {
    test('all is sealed again at the next open, and the old key is needed no more', async () => {
      await put(await open(database()), ['d'])
      const before = await (await open(database())).read()
      await open(database(), [NEW_KEY, ...database().secretKeys])
      const store = await open(database(), [NEW_KEY])
      expect(await store.read()).toEqual(before)
      const revisions = await store.revisions({})
      expect(revisions.items[0]!.changes[0]).toMatchObject({ after: { key: certificate.key } })
    })

    test('without the old one the open is refused, and names what cannot be read', async () => {
      const refused = openDatabase({ ...database(), secretKeys: ['a key that sealed nothing'] })
      await expect(refused).rejects.toThrow(
        /(certificates\/shop|credentials\/anna-\w+) cannot be read: Sealed under key [0-9a-f]{8}, which is not in SLUICE_SECRET_KEY/,
      )
      await expect(refused).rejects.toMatchObject({ name: 'StartError' })
    })
  })
})
