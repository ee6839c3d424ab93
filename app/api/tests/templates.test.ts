import { beforeEach, describe, expect, test } from 'vitest'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
  await withShop(api)
  await api.call('POST', '/templates', { body: { name: 'public', description: 'What everybody gets', filters: [limit(10)] } })
})

const limit = (requests: number) => ({ type: 'rateLimit', requests })
const route = (name: string, over: object = {}) => api.call('POST', '/routes', { body: { name, service: 'shop', hosts: [`${name}.test`], templates: ['public'], ...over } })
const rehearse = (filters: object[]) => api.call('PATCH', '/templates/public?dryRun=true', { body: { filters } })

test('is answered with the defaults of its filters', async () => {
  const { body } = await api.call('GET', '/templates/public')
  expect(body).toMatchObject({ description: 'What everybody gets', filters: [{ type: 'rateLimit', requests: 10, per: 'second', by: 'ip' }] })
})

describe('a dry run', () => {
  test('lists the routes that use it, first those for which something else will run', async () => {
    await route('a', { filters: [limit(1)] })
    await route('b')
    await route('c', { templates: [] })
    const { body } = await rehearse([limit(20)])
    expect(body.touches).toEqual({ total: 2, changed: 1, routes: [{ name: 'b', changed: true }, { name: 'a', changed: false }] })
    expect(body.routingDiff.map(({ pattern, before, after }: Record<string, string>) => [pattern, before!.split('; ')[1], after!.split('; ')[1]])).toEqual([
      ['http b.test', 'rateLimit requests 10', 'rateLimit requests 20'],
    ])
  })

  test('of another name or description touches them, and changes none', async () => {
    await route('a')
    const { body } = await api.call('PATCH', '/templates/public?dryRun=true', { body: { description: 'x' } })
    expect([body.touches, body.routingDiff]).toEqual([{ total: 1, changed: 0, routes: [{ name: 'a', changed: false }] }, []])
  })

  test('a later template takes the place of an earlier one', async () => {
    await api.call('POST', '/templates', { body: { name: 'members', filters: [limit(100)] } })
    await route('first', { templates: ['members', 'public'] })
    await route('last', { templates: ['public', 'members'] })
    expect((await rehearse([limit(20)])).body.touches.routes).toEqual([{ name: 'first', changed: true }, { name: 'last', changed: false }])
  })

  test('names 500 of many', async () => {
    const objects = Array.from({ length: 510 }, (_, index) => ({ kind: 'route', name: `r${index}`, service: 'shop', hosts: [`r${index}.test`], templates: ['public'] }))
    expect((await api.call('POST', '/apply', { body: { objects } })).status).toBe(200)
    const { touches } = (await rehearse([])).body
    expect([touches.total, touches.changed, touches.routes.length]).toEqual([510, 510, 500])
  })

  test('of anything else says nothing of it', async () => {
    expect((await api.call('PATCH', '/routes/shop?dryRun=true', { body: { tags: ['x'] } })).body).not.toHaveProperty('touches')
  })
})

describe('references', () => {
  test('a route that names none is refused, at the field', async () => {
    const { status, body } = await route('a', { templates: ['public', 'nothing'] })
    expect([status, body.issues[0].path]).toEqual([422, ['templates', 1]])
  })

  test('one in use is not deleted, and its page names the routes', async () => {
    await route('a')
    const { status, body } = await api.call('DELETE', '/templates/public')
    expect([status, body.referrers]).toEqual([409, [{ kind: 'routes', name: 'a' }]])
    expect((await api.call('GET', '/templates/public/related')).body).toEqual({ refersTo: [], referredBy: [{ kind: 'routes', name: 'a' }] })
  })

  test('a filter that names no service is refused, at the field', async () => {
    const { status, body } = await api.call('POST', '/templates', { body: { name: 'x', filters: [limit(1), { type: 'mirror', service: 'nowhere' }] } })
    expect([status, body.issues[0].path]).toEqual([422, ['filters', 1, 'service']])
  })

  test('the service that a filter names is not deleted', async () => {
    await api.call('POST', '/services', { body: { name: 'copy', host: 'copy.test' } })
    await api.call('PATCH', '/templates/public', { body: { filters: [{ type: 'mirror', service: 'copy' }] } })
    const { status, body } = await api.call('DELETE', '/services/copy')
    expect([status, body.referrers]).toEqual([409, [{ kind: 'templates', name: 'public' }]])
  })
})

test('is applied with the routes that use it, in any order', async () => {
  const objects = [
    { kind: 'route', name: 'a', service: 'shop', hosts: ['a.test'], templates: ['fresh'] },
    { kind: 'template', name: 'fresh', filters: [{ type: 'hsts' }] },
  ]
  expect((await api.call('POST', '/apply', { body: { objects } })).status).toBe(200)
})

test('a filter twice, where it may stand once, is refused', async () => {
  const { status, body } = await api.call('PATCH', '/templates/public', { body: { filters: [{ type: 'cors' }, { type: 'cors' }] } })
  expect([status, body.issues[0].path]).toEqual([422, ['filters', 1]])
})

test('a restore brings back what it was', async () => {
  await api.call('PATCH', '/templates/public', { body: { filters: [limit(20)] } })
  const { body } = await api.call('GET', '/revisions?kind=templates&name=public')
  await api.call('POST', `/revisions/${body.items[1].number}/restore`, { body: { kind: 'template', name: 'public' } })
  expect((await api.call('GET', '/templates/public')).body.filters[0].requests).toBe(10)
})
