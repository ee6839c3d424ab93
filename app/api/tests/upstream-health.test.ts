import { beforeEach, describe, expect, test } from 'vitest'
import type { KnownHealth, TargetHealth } from '#lib/link/health.ts'
import { makeChange, makeMark, makeTargetHealth } from '#lib/link/testing/health.ts'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await withShop(await startApi())
  const targets = [{ host: '127.0.0.1', port: 9001 }, { host: '::1', port: 9001 }, { host: 'shop.internal', port: 80, enabled: false }]
  const { status, text } = await api.call('POST', '/apply', { body: { objects: [{ kind: 'upstream', name: 'shop', targets }] } })
  if (status !== 200) throw new Error(text)
})

const [V4, V6, NAMED] = ['127.0.0.1:9001', '[::1]:9001', 'shop.internal:80']

const proxyOf = (proxy: string, ...targets: Partial<TargetHealth>[]): KnownHealth['proxies'][number] => ({ proxy, at: 1, targets: targets.map(makeTargetHealth) })

describe('the health of an upstream', () => {
  test('is what each proxy says of each of its targets', async () => {
    const down = { state: 'down', by: 'passive', since: Date.UTC(2026, 0, 1), reason: 'status: 500' } as const
    api.controller.known = { marks: [], changes: [], proxies: [proxyOf('p1', { address: V4, ...down }, { address: V6 }), proxyOf('p2', { address: V4 }, { address: V6 })] }
    const { status, body } = await api.call('GET', '/upstreams/shop/health', { as: 'viewer' })
    expect([status, body]).toEqual([200, {
      targets: [
        {
          address: V4, state: 'mixed',
          proxies: [
            { proxy: 'p1', state: 'down', by: 'passive', since: '2026-01-01T00:00:00.000Z', reason: 'status: 500' },
            { proxy: 'p2', state: 'up', by: null, since: null, reason: '' },
          ],
        },
        { address: V6, state: 'up', proxies: [expect.objectContaining({ proxy: 'p1' }), expect.objectContaining({ proxy: 'p2' })] },
        { address: NAMED, state: 'unknown', proxies: [] },
      ],
      changes: [],
    }])
  })

  test('tells its changes, newest first, at most 200', async () => {
    const changes = Array.from({ length: 300 }, (_, index) => ({ ...makeChange(300 - index), proxy: 'p1', startedAt: 'x' }))
    api.controller.known = { marks: [], changes, proxies: [] }
    const { body } = await api.call('GET', '/upstreams/shop/health')
    expect([body.changes.length, body.changes[0]]).toEqual([200, { at: '1970-01-01T00:00:01.300Z', proxy: 'p1', address: V4, state: 'down', by: 'passive', reason: 'status: 500' }])
  })

  test.each([['GET', undefined], ['PUT', { address: V4, state: 'down' }]] as const)('%s of no upstream is 404, and 503 while the controller is away', async (method, body) => {
    expect((await api.call(method, '/upstreams/nothing/health', { body })).status).toBe(404)
    api.controller.isAway = true
    expect((await api.call(method, '/upstreams/shop/health', { body })).status).toBe(503)
  })
})

describe('a target', () => {
  test.each([V4, V6, NAMED])('is taken out and let in by an editor, which is noted: %s', async (address) => {
    const { status, body } = await api.call('PUT', '/upstreams/shop/health', { as: 'editor', body: { address, state: 'down' } })
    expect([status, body]).toEqual([200, { address, state: 'down', at: '2026-01-01T00:00:00.000Z' }])
    expect(api.controller.marked).toEqual([{ workspace: 'default', upstream: 'shop', address, state: 'down', at: Date.UTC(2026, 0, 1), actor: 'token:editor' }])
    const { body: audit } = await api.call('GET', '/audit')
    expect(audit.items[0]).toMatchObject({ action: 'upstreams.health', subject: 'upstreams/shop', detail: `${address} down`, actor: 'token:editor' })
  })

  test('is not changed by a viewer', async () => {
    expect((await api.call('PUT', '/upstreams/shop/health', { as: 'viewer', body: { address: V4, state: 'down' } })).status).toBe(403)
    expect(api.controller.marked).toEqual([])
  })

  test.each([
    ['address', { address: '127.0.0.1:9999', state: 'down' }],
    ['state', { address: V4, state: 'sideways' }],
    ['weight', { address: V4, state: 'up', weight: 3 }],
  ])('is refused where %s is wrong', async (field, body) => {
    const answer = await api.call('PUT', '/upstreams/shop/health', { body })
    expect([answer.status, answer.body.issues[0].path]).toEqual([422, [field]])
    expect(api.controller.marked).toEqual([])
  })

  test('hears the last word, though the clock of the one before was ahead', async () => {
    const ahead = Date.UTC(2027, 0, 1)
    api.controller.known = { proxies: [], changes: [], marks: [makeMark({ address: V4, at: ahead }), makeMark({ address: V6, at: ahead + 50 })] }
    await api.call('PUT', '/upstreams/shop/health', { body: { address: V4, state: 'up' } })
    expect(api.controller.marked[0]).toMatchObject({ state: 'up', at: ahead + 1 })
  })
})
