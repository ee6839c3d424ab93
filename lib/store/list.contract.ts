import { beforeEach, describe, expect, test } from 'vitest'
import { Workspace } from '#lib/model/workspace.ts'
import { makeCertificate, makeConsumer, makeCredential, makeRoute, makeService, makeTemplate, makeUpstream } from '#lib/testing/factories.ts'
import { put, remove, type Fixture } from './store.contract.ts'
import type { ListQuery, Store } from './store.ts'

let workspaces = 0

const ROUTES = [
  makeRoute({ name: 'cart', service: 'shop', hosts: ['shop.test', '*.shop.test'], tags: ['team-a'] }),
  makeRoute({ name: 'Admin', service: 'shop-v2', hosts: ['admin.test'], tags: ['team a', 'Team-B'], enabled: false }),
  makeRoute({ name: 'blog', service: 'shop', hosts: ['blog.test'], paths: [{ type: 'prefix', value: '/100%_real' }], tags: ['team-ab'] }),
]

/** What every `Store.list` finds, in which order and pages. */
export function listContract(fixture: () => Fixture): void {
  let store: Store
  const names = async (query: ListQuery) => (await store.list('routes', query)).items.map((item) => item.name)

  beforeEach(async () => {
    const name = `list-${++workspaces}`
    await fixture().one.createWorkspace(Workspace.parse({ name }))
    store = await fixture().one.open(name)
    const services = ['shop', 'shop-v2'].map((service) => put('services', makeService({ name: service })))
    await store.commit({ actor: 'anna', comment: '', writes: [put('upstreams', makeUpstream()), ...services] })
    for (const route of ROUTES) await store.commit({ actor: 'anna', comment: '', writes: [put('routes', route)] })
  })

  describe('search', () => {
    test.each<[string, string[]]>([
      ['', ['Admin', 'blog', 'cart']],
      ['CART', ['cart']],
      ['admin.TEST', ['Admin']],
      ['test blog', ['blog']],
      ['cart blog', []],
      ['100%_real', ['blog']],
      ['100%-real', []],
      ['%', ['blog']],
      ['host:shop', ['cart']],
      ['host:"*.shop"', ['cart']],
      ['tag:team-a', ['cart']],
      ['tag:"Team a"', ['Admin']],
      ['TAG:team-b', ['Admin']],
      ['service:shop', ['blog', 'cart']],
      ['service:shop host:blog', ['blog']],
      ['status:disabled', ['Admin']],
      ['status:disabled cart', []],
      ['host:', ['Admin', 'blog', 'cart']],
      ['"', ['Admin', 'blog', 'cart']],
      ['http://cart', []],
    ])('%s', async (q, expected) => {
      expect(await names({ q })).toEqual(expected)
      expect((await store.list('routes', { q, limit: 1 })).total).toBe(expected.length)
    })

    test('finds targets by address', async () => {
      expect((await store.list('upstreams', { q: '127.0.0.1:9001' })).total).toBe(1)
    })

    test.each<['credentials' | 'templates' | 'routes' | 'consumers', string, string[]]>([
      ['consumers', 'u-17', ['anna']],
      ['credentials', 'consumer:anna', ['anna-key', 'anna-password']],
      ['credentials', 'consumer:ann', []],
      ['credentials', 'consumer:Anna type:keyauth', ['anna-key']],
      ['credentials', 'anna@shop', ['anna-password']],
      ['templates', 'filter:rateLimit', ['public']],
      ['templates', 'filter:cors', []],
      ['templates', 'consumer:anna', ['members']],
      ['templates', 'x-tier', ['members']],
      ['routes', 'filter:hsts', ['secure']],
      ['routes', 'template:public', ['secure']],
      ['routes', 'template:publi', []],
      ['routes', 'filter:', ['Admin', 'blog', 'cart', 'secure']],
    ])('%s by %s', async (kind, q, expected) => {
      const commit = (writes: Parameters<Store['commit']>[0]['writes']) => store.commit({ actor: 'anna', comment: '', writes })
      await commit([put('consumers', makeConsumer({ customId: 'u-17' }))])
      const members = [{ type: 'keyAuth' as const, consumers: ['anna'] }, { type: 'requestHeaders' as const, set: { 'x-tier': 'gold' } }]
      await commit([
        put('credentials', makeCredential()),
        put('credentials', makeCredential({ name: 'anna-password', username: 'anna@shop' })),
        put('templates', makeTemplate()),
        put('templates', makeTemplate({ name: 'members', filters: members })),
      ])
      await commit([put('routes', makeRoute({ name: 'secure', hosts: ['s.test'], templates: ['public'], filters: [{ type: 'hsts' }] }))])
      expect((await store.list(kind, { q })).items.map((item) => item.name)).toEqual(expected)
    })

    test('never looks into passwords', async () => {
      await store.commit({ actor: 'anna', comment: '', writes: [put('consumers', makeConsumer()), put('credentials', makeCredential({ secret: 'hunter-2' }))] })
      expect((await store.list('credentials', { q: 'hunter' })).total).toBe(0)
      expect((await store.get('credentials', 'anna-key'))!.object.secret).toBe('hunter-2')
    })

    test('follows a change', async () => {
      await store.commit({ actor: 'anna', comment: '', writes: [put('routes', { ...ROUTES[0]!, hosts: ['new.test'] })] })
      expect(await names({ q: 'host:shop' })).toEqual([])
      expect(await names({ q: 'host:new' })).toEqual(['cart'])
    })

    test('never looks into keys', async () => {
      const certificate = makeCertificate()
      await store.commit({ actor: 'anna', comment: '', writes: [put('certificates', certificate)] })
      const secret = certificate.key.split('\n')[1]!.slice(0, 20)
      expect((await store.list('certificates', { q: secret })).total).toBe(0)
      expect((await store.list('certificates', { q: 'shop' })).items[0]!.object).toEqual(certificate)
    })

    test('too many words are refused', async () => {
      await expect(store.list('routes', { q: 'a '.repeat(60) })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    })

    test('only among the given names', async () => {
      expect(await names({ names: ['cart', 'blog', 'gone'] })).toEqual(['blog', 'cart'])
      expect(await names({ names: ['cart', 'blog'], q: 'host:shop' })).toEqual(['cart'])
      expect(await names({ names: [] })).toEqual([])
      const first = await store.list('routes', { names: ['cart', 'blog', 'Admin'], limit: 2 })
      expect([first.items.map((item) => item.name), first.total]).toEqual([['Admin', 'blog'], 3])
      expect(await names({ names: ['cart', 'blog', 'Admin'], limit: 2, cursor: first.next! })).toEqual(['cart'])
    })
  })

  describe('order and pages', () => {
    test('by name, by time, up and down', async () => {
      expect(await names({ sort: { field: 'name', descending: true } })).toEqual(['cart', 'blog', 'Admin'])
      const { createdAt } = (await store.get('routes', 'cart'))!
      let touched = createdAt
      for (let tag = 0; touched === createdAt; tag++) {
        await store.commit({ actor: 'anna', comment: '', writes: [put('routes', { ...ROUTES[0]!, tags: [`t${tag}`] })] })
        touched = (await store.get('routes', 'cart'))!.updatedAt
      }
      expect((await names({ sort: { field: 'updatedAt', descending: true } }))[0]).toBe('cart')
      const created = (await store.list('routes', { sort: { field: 'createdAt', descending: false } })).items
      expect(created.map((item) => item.createdAt)).toEqual(created.map((item) => item.createdAt).toSorted())
    })

    test.each<[string, ListQuery['sort']]>([
      ['name', { field: 'name', descending: false }],
      ['-updatedAt', { field: 'updatedAt', descending: true }],
      ['createdAt', { field: 'createdAt', descending: false }],
    ])('pages by %s meet each object once, also where times are equal', async (_, sort) => {
      const more = Array.from({ length: 7 }, (_, index) => put('routes', makeRoute({ name: `more-${index}` })))
      await store.commit({ actor: 'anna', comment: '', writes: more })
      const whole = await names(sort ? { sort } : {})
      const seen: string[] = []
      for (let cursor: string | undefined; ;) {
        const page = await store.list('routes', { ...(sort ? { sort } : {}), limit: 3, ...(cursor ? { cursor } : {}) })
        expect(page.total).toBe(10)
        seen.push(...page.items.map((item) => item.name))
        if (page.next === null) break
        cursor = page.next
      }
      expect(seen).toEqual(whole)
    })

    test('a page begins after its cursor, though that row is gone', async () => {
      const first = await store.list('routes', { limit: 2 })
      await store.commit({ actor: 'anna', comment: '', writes: [remove('routes', 'blog')] })
      expect(await names({ limit: 2, cursor: first.next! })).toEqual(['cart'])
    })

    test('a cursor of another sort, or none of ours, is refused', async () => {
      const { next } = await store.list('routes', { limit: 1 })
      const bad = [
        { cursor: next!, sort: { field: 'updatedAt' as const, descending: false } },
        { cursor: 'mist' },
        { cursor: '' },
        { limit: 0 },
        { limit: 1001 },
      ]
      for (const query of bad) await expect(store.list('routes', query)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    })
  })
}
