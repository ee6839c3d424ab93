import { beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '#lib/store/store.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await withShop(await startApi())
})

const CANARY = { name: 'shop-v2', route: 'shop', service: 'shop-v2', weight: 10 }
const start = (over: object = {}) => api.call('POST', '/canaries', { as: 'editor', body: { ...CANARY, ...over } })
const routeService = async () => (await api.call('GET', '/routes/shop')).body.service

test('a start notes who and when', async () => {
  const { status, body } = await start({ startedBy: 'somebody else' })
  expect(status).toBe(201)
  expect(body.object).toMatchObject({ state: 'active', startedBy: 'token:editor', startedAt: '2026-01-01T00:00:00.000Z' })
})

test('a save keeps who started it', async () => {
  await start()
  api.clock.now = new Date('2026-01-02T00:00:00Z')
  const { body } = await api.call('PUT', '/canaries/shop-v2', { body: { ...CANARY, weight: 20 } })
  expect(body.object).toMatchObject({ weight: 20, startedBy: 'token:editor', startedAt: '2026-01-01T00:00:00.000Z' })
})

test('a route has one active canary', async () => {
  await start()
  expect(await start({ name: 'second' })).toMatchObject({ status: 409, body: { canary: 'shop-v2' } })
})

test('two canaries of one route are refused in one apply too', async () => {
  const objects = ['a', 'b'].map((name) => ({ kind: 'canary', ...CANARY, name }))
  expect((await api.call('POST', '/apply', { body: { objects } })).status).toBe(409)
})

test('both sides must differ', async () => {
  const { status, body } = await start({ service: 'shop' })
  expect([status, body.issues[0].path]).toEqual([422, ['service']])
})

test.each([['promote', 'promoted'], ['abort', 'aborted']])('where a canary that is over leaves no record, %s still says what became of it', async (verb, state) => {
  const stores = memoryStores(() => new Date(0))
  const open = async (name: string): Promise<Store> => {
    const store = await stores.open(name)
    return { ...store, commit: async (change) => ({ ...(await store.commit(change)), objects: [] }) }
  }
  api = await withShop(await startApi({ stores }))
  const { body: started } = await start()
  api.runtime.stores = { ...stores, open }
  const { status, body } = await api.call('POST', `/canaries/shop-v2/${verb}`)
  expect([status, body.object]).toEqual([200, { ...started.object, state, endedAt: expect.any(String) }])
})

describe('promote', () => {
  test('sends the route to the canary service, as one revision', async () => {
    await start()
    const { status, body } = await api.call('POST', '/canaries/shop-v2/promote', { as: 'editor' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ object: { name: 'shop-v2', state: 'promoted', endedAt: '2026-01-01T00:00:00.000Z' }, revision: 3 })
    expect(await routeService()).toBe('shop-v2')
    const { body: revision } = await api.call('GET', '/revisions/3')
    expect(revision.changes.map((change: { kind: string; change: string }) => [change.kind, change.change])).toEqual([['routes', 'updated'], ['canaries', 'updated']])
    expect(revision.comment).toBe('Promote canary shop-v2')
  })

  test('is undone by restoring the revision before', async () => {
    await start()
    await api.call('POST', '/canaries/shop-v2/promote')
    const { body } = await api.call('POST', '/revisions/2/restore')
    expect(body.revision).toBe(4)
    expect(await routeService()).toBe('shop')
    expect((await api.call('GET', '/canaries/shop-v2')).body).toMatchObject({ state: 'active', weight: 10 })
  })

  test('happens once', async () => {
    await start()
    await api.call('POST', '/canaries/shop-v2/promote')
    expect(await api.call('POST', '/canaries/shop-v2/promote')).toMatchObject({ status: 409, body: { state: 'promoted' } })
  })

  test('honours If-Match', async () => {
    await start()
    const stale = await api.call('POST', '/canaries/shop-v2/promote', { headers: { 'if-match': '"1"' } })
    expect([stale.status, stale.body.current.version, await routeService()]).toEqual([412, '2', 'shop'])
  })

  test('can be rehearsed', async () => {
    await start()
    const { body } = await api.call('POST', '/canaries/shop-v2/promote?dryRun=true')
    expect(body.routingDiff).not.toEqual([])
    expect([await routeService(), (await api.call('GET', '/canaries/shop-v2')).body.state]).toEqual(['shop', 'active'])
  })
})

describe('abort', () => {
  test('leaves the route as it is', async () => {
    await start()
    const { body } = await api.call('POST', '/canaries/shop-v2/abort')
    expect([body.object.state, await routeService()]).toEqual(['aborted', 'shop'])
  })

  test('frees the services to be deleted', async () => {
    await start()
    await api.call('POST', '/canaries/shop-v2/abort')
    expect((await api.call('DELETE', '/services/shop-v2')).status).toBe(200)
  })
})

describe('an ended canary', () => {
  beforeEach(async () => {
    await start()
    await api.call('POST', '/canaries/shop-v2/abort')
  })

  test('is replaced by a new one of its name', async () => {
    const { status, body } = await start({ weight: 5 })
    expect([status, body.object.state, body.object.weight, body.object.endedAt]).toEqual([201, 'active', 5, undefined])
  })

  test('is not changed otherwise', async () => {
    expect((await api.call('PATCH', '/canaries/shop-v2', { body: { weight: 50 } })).status).toBe(409)
  })

  test('can be saved as it is, which changes nothing', async () => {
    const { body } = await api.call('GET', '/canaries/shop-v2')
    expect((await api.call('PUT', '/canaries/shop-v2', { body })).body.revision).toBeNull()
  })
})

test('a write cannot end a canary', async () => {
  await start()
  const { status, body } = await api.call('PATCH', '/canaries/shop-v2', { body: { state: 'promoted' } })
  expect([status, body.issues[0].path]).toEqual([422, ['state']])
})
