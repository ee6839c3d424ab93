import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ClusterWrites } from '#lib/store/store.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await withShop(await startApi())
})

const comments = async (query = '') => (await api.call('GET', `/revisions${query}`)).body.items.map((item: { comment: string }) => item.comment)

describe('revisions', () => {
  test('say who, why and what, newest first', async () => {
    await api.call('PATCH', '/routes/shop', { as: 'editor', body: { tags: ['a'] }, headers: { 'sluice-comment': encodeURIComponent('für später') } })
    const { body } = await api.call('GET', '/revisions')
    expect(body).toMatchObject({ total: 2, next: null })
    expect(body.items[0]).toMatchObject({ number: 2, actor: 'token:editor', comment: 'für später' })
    expect(body.items[0].changes).toMatchObject([{ kind: 'routes', name: 'shop', change: 'updated', before: { tags: [] }, after: { tags: ['a'] } }])
    expect(body.items[1].changes.every((change: { change: string; before: unknown }) => change.change === 'created' && change.before === null)).toBe(true)
  })

  test('can be narrowed to an object, and paged', async () => {
    await api.call('PATCH', '/routes/shop?comment=one', { body: { tags: ['a'] } })
    await api.call('PATCH', '/services/shop?comment=two', { body: { tags: ['a'] } })
    expect(await comments('?kind=services&name=shop')).toEqual(['two', ''])
    const { body } = await api.call('GET', '/revisions?limit=1')
    expect(await comments(`?limit=1&cursor=${body.next}`)).toEqual(['one'])
  })

  test.each(['99', 'x'])('/revisions/%s is refused', async (number) => {
    expect((await api.call('GET', `/revisions/${number}`)).status).toBe(number === 'x' ? 422 : 404)
  })
})

describe('the routing diff of a revision', () => {
  const put = async (name: string, service: string) => {
    api.clock.now = new Date(api.clock.now.getTime() + 1000)
    expect((await api.call('PUT', `/routes/${name}`, { body: { service, hosts: ['shop.test'] } })).body.revision).not.toBeNull()
  }
  const moves = async (revision: number) => (await api.call('GET', `/revisions/${revision}/routing-diff`)).body.items

  test('gives objects that are gone since the age that they had', async () => {
    await put('younger', 'shop-v2')
    await api.call('DELETE', '/routes/younger')
    expect([await moves(2), await moves(3)]).toEqual([[], []])
    await api.call('DELETE', '/routes/shop')
    await put('younger', 'shop')
    await put('shop', 'shop')
    expect([await moves(2), await moves(3), (await moves(4)).length]).toEqual([[], [], 1])
  })

  test('says which requests it sent elsewhere, though it was undone since', async () => {
    await api.call('DELETE', '/routes/shop')
    await api.call('POST', '/revisions/1/restore')
    const { status, body } = await api.call('GET', '/revisions/2/routing-diff')
    expect(status).toBe(200)
    expect(body.items.length).toBeGreaterThan(0)
    for (const change of body.items) expect(change.after).toBe('404 no route')
    expect((await api.call('GET', '/revisions/9/routing-diff')).status).toBe(404)
  })
})

describe('restore', () => {
  test('brings back what was deleted and takes away what came later', async () => {
    await api.call('DELETE', '/routes/shop')
    await api.call('POST', '/apply', { body: { objects: [{ kind: 'service', name: 'shop', host: 'a.test' }, { kind: 'service', name: 'late', host: 'b.test' }], prune: true } }).then(
      (answer) => expect(answer.status).toBe(200),
    )
    const { status, body } = await api.call('POST', '/revisions/1/restore', { as: 'editor' })
    expect([status, body.revision]).toEqual([200, 4])
    const names = async (kind: string) => (await api.call('GET', `/${kind}`)).body.items.map((item: { name: string }) => item.name)
    expect([await names('routes'), await names('services')]).toEqual([['shop'], ['shop', 'shop-v2']])
    expect((await api.call('GET', '/services/shop')).body.upstream).toBe('shop')
    expect(await comments('?limit=1')).toEqual(['Restore revision 1'])
  })

  test('of one object leaves the others', async () => {
    await api.call('PATCH', '/routes/shop', { body: { tags: ['a'] } })
    await api.call('PATCH', '/services/shop', { body: { tags: ['b'] } })
    const { body } = await api.call('POST', '/revisions/1/restore', { body: { kind: 'routes', name: 'shop' } })
    expect(body.objects).toMatchObject([{ kind: 'routes', name: 'shop', tags: [] }])
    expect((await api.call('GET', '/services/shop')).body.tags).toEqual(['b'])
  })

  test('of the newest revision changes nothing', async () => {
    expect((await api.call('POST', '/revisions/1/restore')).body).toMatchObject({ revision: null, objects: [] })
  })

  test('can be rehearsed', async () => {
    await api.call('PATCH', '/routes/shop', { body: { service: 'shop-v2' } })
    const { body } = await api.call('POST', '/revisions/1/restore?dryRun=true')
    expect(body.routingDiff).not.toEqual([])
    expect((await api.call('GET', '/routes/shop')).body.service).toBe('shop-v2')
  })

  test('that would leave a reference to nothing is refused', async () => {
    await api.call('PATCH', '/routes/shop', { body: { service: 'shop-v2' } })
    await api.call('DELETE', '/services/shop')
    expect((await api.call('POST', '/revisions/1/restore', { body: { kind: 'routes', name: 'shop' } })).status).toBe(422)
  })

  test('needs kind and name together', async () => {
    expect((await api.call('POST', '/revisions/1/restore', { body: { kind: 'routes' } })).status).toBe(422)
  })
})

describe('workspaces', () => {
  test('are apart from each other', async () => {
    const made = await api.call('POST', '/workspaces', { body: { name: 'lab' } })
    expect([made.status, made.body.object]).toEqual([201, expect.objectContaining({ name: 'lab', dialect: 'gateway', revision: 0 })])
    expect((await api.call('GET', '/routes?workspace=lab')).body.total).toBe(0)
    await api.call('POST', '/upstreams?workspace=lab', { body: { name: 'shop' } })
    expect((await api.call('GET', '/status?workspace=lab')).body.revision).toBe(1)
    expect((await api.call('GET', '/status')).body.revision).toBe(1)
  })

  test('are changed under their version, and a save without a change is none', async () => {
    const { body } = await api.call('GET', '/workspaces/default')
    expect((await api.call('PUT', '/workspaces/default', { body })).body.revision).toBeNull()
    expect((await api.call('PATCH', '/workspaces/default', { body: { description: 'x' } })).body.object.description).toBe('x')
    const stale = await api.call('PUT', '/workspaces/default', { body, headers: { 'if-match': `"${body.version}"` } })
    expect(stale).toMatchObject({ status: 412, body: { current: { description: 'x' } } })
  })

  test('default stays, others go with all that they hold', async () => {
    await api.call('POST', '/workspaces', { body: { name: 'lab' } })
    expect((await api.call('DELETE', '/workspaces/default')).status).toBe(409)
    expect((await api.call('DELETE', '/workspaces/lab')).status).toBe(200)
    expect((await api.call('GET', '/routes?workspace=lab')).status).toBe(404)
  })
})

test('one route test of a cluster is brought back, and nothing of the cluster with it; what has no origin there is refused', async () => {
  const stores = memoryStores(() => new Date(0))
  const kubernetes = { restore: vi.fn() } as unknown as ClusterWrites
  api = await startApi({ stores: { ...stores, open: async (name) => ({ ...(await stores.open(name)), kubernetes }) } })
  const expected = async () => (await api.call('GET', '/route-tests/one')).body.expect
  await api.call('POST', '/route-tests', { body: { name: 'one', request: { url: 'http://shop.test/' }, expect: { status: 404 } } })
  await api.call('PATCH', '/route-tests/one', { body: { expect: { status: 500 } } })
  const { status } = await api.call('POST', '/revisions/1/restore', { body: { kind: 'route-tests', name: 'one' } })
  expect([status, await expected()]).toEqual([200, { status: 404 }])
  expect((await api.call('POST', '/revisions/1/restore', { body: { kind: 'listeners', name: 'http' } })).status).toBe(400)
  expect(kubernetes.restore).not.toHaveBeenCalled()
})
