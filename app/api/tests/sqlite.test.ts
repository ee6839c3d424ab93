import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { PASSWORD, SETUP_TOKEN, SHOP, startSqliteApi, type Api } from './harness.ts'

let api: Api
let dataDir: string

beforeAll(async () => {
  const started = await startSqliteApi()
  ;({ api, dataDir } = started)
  return started.close
})

test('the main job, on the real database', async () => {
  const setup = await api.call('POST', '/setup', { as: 'nobody', body: { token: SETUP_TOKEN, username: 'anna', password: PASSWORD } })
  expect(setup.status).toBe(201)
  const headers = { cookie: setup.headers.get('set-cookie')!.split(';')[0]!, origin: 'http://sluice.test:3000' }
  const call = (...[method, address, options = {}]: Parameters<Api['call']>) =>
    api.call(method, address, { ...options, as: 'nobody', headers: { ...headers, ...options.headers } })

  expect((await call('POST', '/apply', { body: { objects: SHOP } })).body.revision).toBe(1)
  const certificate = await call('POST', '/certificates', { body: { name: 'shop', snis: ['shop.test'], ...TEST_CERTIFICATE } })
  expect([certificate.status, certificate.body.object.facts.keyType]).toEqual([201, 'ECDSA P-256'])
  expect((await call('DELETE', '/services/shop')).body.referrers).toEqual([{ kind: 'routes', name: 'shop' }])

  const canary = await call('POST', '/canaries', { body: { name: 'shop-v2', route: 'shop', service: 'shop-v2', weight: 10 } })
  expect(canary.body.object).toMatchObject({ state: 'active', startedBy: 'anna' })
  const promoted = await call('POST', '/canaries/shop-v2/promote', { headers: { 'if-match': canary.headers.get('etag')! } })
  expect([promoted.status, promoted.body.revision]).toEqual([200, 4])
  expect((await call('GET', '/routes/shop')).body.service).toBe('shop-v2')
  const restored = await call('POST', '/revisions/3/restore')
  expect(restored.body.objects.map((object: { kind: string }) => object.kind)).toEqual(expect.arrayContaining(['routes', 'canaries']))
  expect((await call('GET', '/routes/shop')).body.service).toBe('shop')
  const { body: route } = await call('GET', '/routes/shop')
  expect((await call('PUT', '/routes/shop', { body: route })).body.revision).toBeNull()

  const { body: audit } = await call('GET', '/audit')
  expect(audit.items.map((entry: { action: string }) => entry.action)).toEqual([
    'revisions.restore',
    'canaries.promote',
    'canaries.create',
    'certificates.create',
    'apply',
    'setup',
  ])
})

test('many at once lose nothing: unconditional patches of one object all stand', async () => {
  await api.call('PUT', '/upstreams/busy', { body: {} })
  const targets = Array.from({ length: 4 }, (_, index) => ({ host: `10.0.0.${index + 1}`, port: 80 }))
  const fields = [{ tags: ['a'] }, { slots: 100 }, { hostHeader: 'a.test' }, { targets }]
  const answers = await Promise.all(fields.map((body) => api.call('PATCH', '/upstreams/busy', { body })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect((await api.call('GET', '/upstreams/busy')).body).toMatchObject({ tags: ['a'], slots: 100, hostHeader: 'a.test', targets: [{}, {}, {}, {}] })
})

test('a route test guards the route, and is kept and found as any object', async () => {
  const body = { name: 'guard', request: { url: 'http://shop.test/', headers: { 'x-a': ['1', '2'] } }, expect: { service: 'shop' }, tags: ['ci'] }
  expect((await api.call('POST', '/route-tests', { body })).status).toBe(201)
  expect((await api.call('GET', '/route-tests?q=host:SHOP tag:ci')).body.items).toMatchObject([body])
  expect((await api.call('POST', '/route-tests/run', { body: {} })).body).toMatchObject({ passed: 1, failed: 0 })
  expect((await api.call('PATCH', '/routes/shop', { body: { service: 'shop-v2' } })).body.broken).toMatchObject([{ name: 'guard' }])
  expect((await api.call('GET', '/routes/shop')).body.service).toBe('shop')
})

test('no private key stands in the file', () => {
  const bytes = ['sluice.db', 'sluice.db-wal'].map((file) => readFileSync(path.join(dataDir, file), 'latin1')).join('')
  expect(bytes).toContain('BEGIN CERTIFICATE')
  expect(bytes).not.toContain('PRIVATE KEY')
  expect(bytes).not.toContain(PASSWORD)
})
