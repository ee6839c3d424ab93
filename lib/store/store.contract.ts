import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Kind, Model } from '#lib/model/kinds.ts'
import { Workspace } from '#lib/model/workspace.ts'
import { makeCanary, makeCertificate, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { historyContract } from './history.contract.ts'
import type { RowStore, RowStores } from './row-store.ts'
import type { Change, Write } from './store.ts'

/** Two connections to one database; in memory they are the same. */
export type Fixture = { one: RowStores; other: RowStores }

let workspaces = 0

export const put = <K extends Kind>(kind: K, object: Model[K], expect = 'any'): Write =>
  ({ op: 'put', kind, name: object.name, object, expect }) as Write
export const remove = (kind: Kind, name: string, expect = 'any'): Write => ({ op: 'delete', kind, name, expect })
const change = (...writes: Write[]): Change => ({ actor: 'anna', comment: 'why', writes })
const SHOP = [put('upstreams', makeUpstream()), put('services', makeService()), put('routes', makeRoute())]

/** What every `Store` does; `fixture` is ready when the tests run. */
export function storeContract(fixture: () => Fixture): void {
  let store: RowStore
  let other: RowStore

  beforeEach(async () => {
    const name = `test-${++workspaces}`
    await fixture().one.createWorkspace(Workspace.parse({ name }))
    store = await fixture().one.open(name)
    other = await fixture().other.open(name)
  })

  describe('active canaries', () => {
    const canary = (name: string, over: Partial<Model['canaries']> = {}) => put('canaries', makeCanary({ name, ...over }))
    const withServices = () => store.commit(change(...SHOP, put('services', makeService({ name: 'shop-v2' }))))

    test('of one route: of two that are started at once, one is refused', async () => {
      await withServices()
      const done = await Promise.allSettled([store.commit(change(canary('a'))), other.commit(change(canary('b')))])
      const refused = done.flatMap((item) => (item.status === 'rejected' ? [item.reason as unknown] : []))
      expect(refused).toEqual([expect.objectContaining({ code: 'CONFLICT', message: expect.stringContaining('already has an active canary') as string })])
      expect((await store.list('canaries', {})).total).toBe(1)
    })

    test('the message names the one that is there; an ended one is in nobody\'s way', async () => {
      await withServices()
      await store.commit(change(canary('b')))
      await expect(store.commit(change(canary('a')))).rejects.toMatchObject({ code: 'CONFLICT', details: { canary: 'b' } })
      await store.commit(change(canary('b', { weight: 20 })))
      await store.commit(change(canary('b', { state: 'aborted' }), canary('a')))
      expect((await other.get('canaries', 'a'))!.object.state).toBe('active')
    })
  })

  describe('commit', () => {
    test('writes objects and one revision', async () => {
      const { revision, objects } = await store.commit(change(...SHOP))
      expect(revision).toBe(1)
      expect(objects.map((stored) => `${stored.kind} ${stored.name} ${stored.version}`)).toEqual([
        'upstreams shop 1',
        'services shop 1',
        'routes shop 1',
      ])
      expect(await other.get('routes', 'shop')).toEqual(objects[2])
      expect(await other.head()).toBe(1)
    })

    test('drops what changes nothing, whatever the order of fields', async () => {
      await store.commit(change(...SHOP))
      const reordered = Object.fromEntries(Object.entries(makeRoute()).reverse()) as Model['routes']
      const { revision, objects } = await store.commit(
        change(put('routes', reordered), put('upstreams', { ...makeUpstream(), hostHeader: undefined })),
      )
      expect(revision).toBeNull()
      expect(objects.map((stored) => stored.version)).toEqual(['1', '1'])
      expect(await store.head()).toBe(1)
    })

    test('a put and a delete of one new object leave nothing and no revision', async () => {
      expect(await store.commit(change(put('upstreams', makeUpstream()), remove('upstreams', 'shop')))).toEqual({
        revision: null,
        objects: [],
      })
    })

    test('keeps when an object was made, and its other versions', async () => {
      const { objects } = await store.commit(change(...SHOP))
      const again = await store.commit(change(put('routes', makeRoute({ enabled: false }))))
      expect(again.objects[0]).toMatchObject({ version: '2', createdAt: objects[2]!.createdAt })
      expect((await store.get('services', 'shop'))!.version).toBe('1')
    })

    test('a version is never used twice, also after delete and create', async () => {
      await store.commit(change(put('upstreams', makeUpstream())))
      await store.commit(change(remove('upstreams', 'shop')))
      await store.commit(change(put('upstreams', makeUpstream())))
      await expect(store.commit(change(remove('upstreams', 'shop', '1')))).rejects.toMatchObject({ code: 'STALE_VERSION' })
    })

    test('what it returns and takes is not shared with the caller', async () => {
      const upstream = makeUpstream()
      await store.commit(change(put('upstreams', upstream)))
      upstream.targets.length = 0
      const read = await store.get('upstreams', 'shop')
      read!.object.targets.length = 0
      expect((await store.get('upstreams', 'shop'))!.object.targets).toHaveLength(1)
    })

    test('all or nothing', async () => {
      const broken = store.commit(change(put('upstreams', makeUpstream()), put('services', makeService({ upstream: 'nobody' }))))
      await expect(broken).rejects.toMatchObject({ code: 'INVALID' })
      expect(await store.get('upstreams', 'shop')).toBeNull()
      expect(await store.head()).toBe(0)
    })
  })

  describe('versions', () => {
    beforeEach(async () => void (await store.commit(change(...SHOP))))

    test('the version that was seen may be written', async () => {
      expect((await store.commit(change(put('routes', makeRoute({ enabled: false }), '1')))).revision).toBe(2)
      expect((await store.commit(change(remove('routes', 'shop', '2')))).revision).toBe(3)
    })

    test('a stale one is refused with the newer object', async () => {
      await other.commit(change(put('routes', makeRoute({ enabled: false }))))
      const current = await other.get('routes', 'shop')
      const stale = expect.objectContaining({ code: 'STALE_VERSION', details: { current } })
      await expect(store.commit(change(put('routes', makeRoute({ tags: ['x'] }), '1')))).rejects.toEqual(stale)
      await expect(store.commit(change(remove('routes', 'shop', '1')))).rejects.toEqual(stale)
    })

    test('a stale version is refused also when nothing would change', async () => {
      await expect(store.commit(change(put('routes', makeRoute(), '77')))).rejects.toMatchObject({ code: 'STALE_VERSION' })
    })

    test('a put with the version of a deleted object is refused with null', async () => {
      await store.commit(change(remove('routes', 'shop')))
      await expect(store.commit(change(put('routes', makeRoute(), '1')))).rejects.toMatchObject({
        code: 'STALE_VERSION',
        details: { current: null },
      })
    })

    test('`absent` refuses what exists, and a delete what does not', async () => {
      await expect(store.commit(change(put('routes', makeRoute(), 'absent')))).rejects.toMatchObject({ code: 'CONFLICT' })
      await expect(store.commit(change(remove('routes', 'gone')))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('two writers at once with one version: one wins', async () => {
      const attempts = [store, other].map((writer, index) =>
        writer.commit(change(put('routes', makeRoute({ tags: [`writer-${index}`] }), '1'))),
      )
      const results = await Promise.allSettled(attempts)
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(results.find((result) => result.status === 'rejected')!.reason).toMatchObject({ code: 'STALE_VERSION' })
      expect(await store.head()).toBe(2)
    })

    test('many writers at once are numbered without a gap', async () => {
      const writers = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).commit(change(put('upstreams', makeUpstream({ name: `u${index}` })))),
      )
      const numbers = (await Promise.all(writers)).map((commit) => commit.revision!)
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2))
    })
  })

  describe('references', () => {
    test('to nothing are refused with their field', async () => {
      const writes = [put('upstreams', makeUpstream()), put('services', makeService({ upstream: 'nobody' }))]
      await expect(store.commit(change(...writes))).rejects.toMatchObject({
        code: 'INVALID',
        issues: [{ path: ['upstream'], message: 'There is no upstreams/nobody' }],
        details: { dangling: [{ from: { kind: 'services', name: 'shop' }, to: { path: 'upstream', kind: 'upstreams', name: 'nobody' } }] },
      })
    })

    test('may be met by the same change, in any order', async () => {
      expect((await store.commit(change(...SHOP.toReversed()))).revision).toBe(1)
    })

    test('refuse a delete, and name who refers', async () => {
      await store.commit(change(...SHOP, put('routes', makeRoute({ name: 'another' }))))
      await expect(store.commit(change(remove('services', 'shop')))).rejects.toMatchObject({
        code: 'CONFLICT',
        details: {
          referrers: [
            { kind: 'routes', name: 'another' },
            { kind: 'routes', name: 'shop' },
          ],
        },
      })
      expect(await store.get('services', 'shop')).not.toBeNull()
    })

    test('that the same change deletes or moves do not refuse', async () => {
      await store.commit(change(...SHOP))
      const moved = [
        put('services', makeService({ name: 'next' })),
        put('routes', makeRoute({ service: 'next' })),
        remove('services', 'shop'),
      ]
      expect((await store.commit(change(...moved))).revision).toBe(2)
      await store.commit(change(remove('upstreams', 'shop'), remove('services', 'next'), remove('routes', 'shop')))
      expect((await store.read()).services).toEqual([])
    })

    test('of an ended canary do not count', async () => {
      await store.commit(change(...SHOP, put('services', makeService({ name: 'shop-v2' })), put('canaries', makeCanary())))
      await expect(store.commit(change(remove('services', 'shop-v2')))).rejects.toMatchObject({ code: 'CONFLICT' })
      await store.commit(change(put('canaries', makeCanary({ state: 'aborted' })), remove('services', 'shop-v2')))
      expect(await store.get('services', 'shop-v2')).toBeNull()
    })

    test('a delete and a new reference at once never both succeed', async () => {
      await store.commit(change(put('upstreams', makeUpstream())))
      const results = await Promise.allSettled([
        store.commit(change(remove('upstreams', 'shop'))),
        other.commit(change(put('services', makeService()))),
      ])
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    })
  })

  describe('read', () => {
    test('gives everything by name, with its source', async () => {
      await store.commit(change(...SHOP, put('routes', makeRoute({ name: 'B' })), put('routes', makeRoute({ name: 'a' }))))
      const config = await other.read()
      expect(config).toMatchObject({ workspace: store.workspace, dialect: 'gateway', revision: 1 })
      expect(config.routes.map((entry) => entry.object.name)).toEqual(['B', 'a', 'shop'])
      expect(config.listeners.map((entry) => entry.object.name)).toEqual(['http', 'https'])
      expect(config.services[0]).toEqual({
        object: makeService(),
        source: { workspace: store.workspace, kind: 'services', name: 'shop' },
        createdAt: (await store.get('services', 'shop'))!.createdAt,
      })
    })

    test('objects and revision belong together while others write', async () => {
      const writing = (async () => {
        for (let n = 1; n <= 25; n++)
          await other.commit(
            change(put('upstreams', makeUpstream({ name: `u${n}` })), put('services', makeService({ name: `s${n}`, upstream: `u${n}` }))),
          )
      })()
      for (let last = 0; last < 25;) {
        const config = await store.read()
        expect([config.upstreams.length, config.services.length]).toEqual([config.revision, config.revision])
        last = config.revision
        // SQLite answers without leaving the microtask queue: let the writer have its turn.
        await nextTurn()
      }
      await writing
    })
  })

  historyContract(() => ({ store, other }))

  describe('revisions', () => {
    test('tell who, why, before and after, with secrets in clear', async () => {
      const certificate = makeCertificate()
      await store.commit({ actor: 'anna', comment: 'first', writes: [put('certificates', certificate)] })
      await store.commit({ actor: 'ben', comment: 'second', writes: [put('certificates', { ...certificate, tags: ['x'] })] })
      await store.commit({ actor: 'ben', comment: 'third', writes: [remove('certificates', 'shop')] })
      const page = await other.revisions({})
      expect(
        page.items.map(({ number, actor, comment, changes }) => [number, actor, comment, changes[0]!.before, changes[0]!.after]),
      ).toEqual([
        [3, 'ben', 'third', { ...certificate, tags: ['x'] }, null],
        [2, 'ben', 'second', certificate, { ...certificate, tags: ['x'] }],
        [1, 'anna', 'first', null, certificate],
      ])
      expect(await other.revision(2)).toEqual(page.items[1])
      expect([await store.revision(4), await store.revision(0), await store.revision(1.5), await store.revision(1e12)]).toEqual([
        null,
        null,
        null,
        null,
      ])
    })

    test('hold only what really changed', async () => {
      await store.commit(change(...SHOP))
      await store.commit(change(...SHOP, put('routes', makeRoute({ tags: ['x'] }))))
      expect((await store.revision(2))!.changes.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['routes/shop'])
    })

    test('can be paged, and asked for one object', async () => {
      await store.commit(change(...SHOP))
      for (let n = 1; n <= 4; n++) await store.commit(change(put('routes', makeRoute({ tags: [`t${n}`] }))))
      await store.commit(change(put('upstreams', makeUpstream({ tags: ['x'] }))))
      const first = await store.revisions({ kind: 'routes', name: 'shop', limit: 3 })
      expect([first.items.map((revision) => revision.number), first.total]).toEqual([[5, 4, 3], 5])
      const second = await store.revisions({ kind: 'routes', name: 'shop', limit: 3, cursor: first.next! })
      expect([second.items.map((revision) => revision.number), second.next]).toEqual([[2, 1], null])
      expect((await store.revisions({ kind: 'upstreams' })).items.map((revision) => revision.number)).toEqual([6, 1])
      await expect(store.revisions({ cursor: 'mist' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    })
  })
}
