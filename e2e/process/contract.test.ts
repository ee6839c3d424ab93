import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBackend, type Backend } from '../backend.ts'
import { ADMIN, setupTokenOf, startProduct, type Answer, type Product } from '../product.ts'
import { send } from '../send.ts'

let product: Product
let v1: Backend
let v2: Backend

beforeAll(async () => {
  ;[product, v1, v2] = await Promise.all([startProduct({ admin: false }), startBackend('v1'), startBackend('v2')])
}, 90_000)
afterAll(async () => {
  await Promise.all([product?.stop(), v1?.close(), v2?.close()])
})

let token = ''
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  product.api(method, path, body, token === '' ? headers : { authorization: `Bearer ${token}`, ...headers })

/** Waits until every proxy serves the revision of a write. */
async function written(answer: Answer, status = 200): Promise<Answer> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  const { body } = await call('GET', `/status?waitFor=${answer.body.revision}&timeoutMs=5000`)
  expect(body.proxies.length).toBeGreaterThan(0)
  for (const proxy of body.proxies) expect(proxy).toMatchObject({ state: 'serving', revision: answer.body.revision })
  return answer
}

const backendOf = async (headers: Record<string, string> = {}, address = product.run.addresses.http) =>
  (await send(address, { host: 'shop.test', headers })).headers['x-backend']

// One story in the order in which a newcomer's script goes; each part needs the one before.
describe('the contract, from an empty folder to a promoted canary', () => {
  test('the first admin is made with the one-time token, once', async () => {
    expect(await call('GET', '/routes')).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    expect((await call('POST', '/setup', { token: 'not the token at all', ...ADMIN })).status).toBe(403)
    const setup = await call('POST', '/setup', { token: setupTokenOf(product), ...ADMIN })
    expect(setup.status).toBe(201)
    expect((await call('POST', '/setup', { token: setupTokenOf(product), ...ADMIN })).status).toBe(410)
    const cookie = setup.headers.getSetCookie()[0]!
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/)
    const made = await call('POST', '/tokens', { name: 'script', role: 'admin' }, { cookie: cookie.split(';')[0]! })
    expect(made.status).toBe(201)
    token = made.body.token
  })

  test('the smallest objects serve traffic', async () => {
    await written(await call('POST', '/upstreams', { name: 'shop', algorithm: 'round-robin', targets: [{ host: '127.0.0.1', port: v1.port, weight: 100 }] }), 201)
    await written(await call('POST', '/services', { name: 'shop', protocol: 'http', upstream: 'shop' }), 201)
    const route = { name: 'shop', service: 'shop', hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/' }] }
    const answer = await written(await call('POST', '/routes', route), 201)
    expect(answer.headers.get('etag')).toBe(`"${answer.body.object.version}"`)
    expect(answer.body.diagnostics).toEqual([])
    expect(await backendOf()).toBe('v1')
    expect(await backendOf({}, product.run.addresses.https)).toBe('v1')
  })

  test('a path for https alone redirects, though another route takes all paths', async () => {
    const route = { name: 'account', service: 'shop', hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/account' }], protocols: ['https'], httpsRedirectStatusCode: 308 }
    await written(await call('POST', '/routes', route), 201)
    const { status, headers } = await send(product.run.addresses.http, { host: 'shop.test', path: '/account/me?x=1' })
    expect([status, headers.location]).toEqual([308, `https://shop.test:${new URL(product.run.addresses.https).port}/account/me?x=1`])
    expect((await send(product.run.addresses.https, { host: 'shop.test', path: '/account/me' })).status).toBe(200)
    await written(await call('DELETE', '/routes/account'))
  })

  test('an unknown host gets a 404 of the proxy', async () => {
    const { status, headers, body } = await send(product.run.addresses.http, { host: 'unknown.test' })
    expect([status, headers.server, headers['content-type']]).toEqual([404, 'sluice', 'application/json'])
    expect(JSON.parse(body)).toEqual({ message: 'no Route matched with those values', requestId: expect.any(String) })
  })

  test('a certificate is served by SNI, and its key never comes back', async () => {
    const made = await written(await call('POST', '/certificates', { name: 'shop', snis: ['shop.test'], selfSigned: { days: 30 } }), 201)
    expect(made.body.object.facts.names).toEqual(['shop.test'])
    for (const path of ['/certificates/shop', '/certificates', '/revisions']) {
      expect(JSON.stringify((await call('GET', path)).body)).not.toContain('PRIVATE KEY')
    }
  })

  test('the tester says where a request goes, and why others lost', async () => {
    const { status, body } = await call('POST', '/tester', { method: 'GET', url: 'http://shop.test/x', headers: {} })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      outcome: { kind: 'forward' },
      listener: 'http',
      route: 'shop',
      service: 'shop',
      upstream: 'shop',
      targets: [{ address: `127.0.0.1:${v1.port}`, share: 1 }],
      canary: null,
      upstreamRequest: { method: 'GET', url: 'http://shop.test/x' },
      candidates: [{ route: 'shop', entry: 'shop.test /', rank: 0, verdict: 'won' }],
    })
    const other = await call('POST', '/tester', { method: 'GET', url: 'http://other.test/' })
    expect(other.body).toMatchObject({ outcome: { kind: 'no-route', status: 404 }, candidates: [{ route: 'shop', verdict: 'lost', failed: 'host' }] })
  })

  test('a draft is explained alone, in its own dialect', async () => {
    const draft = { dialect: 'kong', objects: [{ kind: 'routes', name: 'a', service: 's', hosts: ['a.test'] }, { kind: 'services', name: 's', host: 'up.test' }] }
    const { body } = await call('POST', '/tester', { url: 'http://a.test/', draft })
    expect(body).toMatchObject({ route: 'a', targets: [{ address: 'up.test:80' }] })
  })

  test('a canary splits by header, cookie and weight', async () => {
    await written(await call('POST', '/upstreams', { name: 'shop-v2', targets: [{ host: '127.0.0.1', port: v2.port }] }), 201)
    await written(await call('POST', '/services', { name: 'shop-v2', upstream: 'shop-v2' }), 201)
    const canary = { name: 'shop-v2', route: 'shop', service: 'shop-v2', weight: 25, header: { name: 'x-canary', mode: 'alwaysNever' }, cookie: { name: 'canary' } }
    await written(await call('POST', '/canaries', canary), 201)
    expect(await backendOf({ 'x-canary': 'always' })).toBe('v2')
    expect(await backendOf({ 'x-canary': 'never', cookie: 'canary=always' })).toBe('v1')
    expect(await backendOf({ cookie: 'canary=always' })).toBe('v2')
    const sides: unknown[] = []
    for (let at = 0; at < 400; at++) sides.push(await backendOf())
    // 25 % of 400: six standard deviations either way.
    const canaries = sides.filter((side) => side === 'v2').length
    expect(canaries).toBeGreaterThan(48)
    expect(canaries).toBeLessThan(152)
  })

  test('a request sent for real goes as predicted', async () => {
    const { status, body } = await call('POST', '/tester/send', { method: 'GET', url: 'http://shop.test/real?x=1', headers: { 'x-canary': 'always' } })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({
      asPredicted: true,
      differences: [],
      response: { status: 200 },
      decided: { route: 'shop', side: 'canary', service: 'shop-v2', target: `127.0.0.1:${v2.port}` },
    })
    expect(JSON.parse(body.response.body)).toMatchObject({ name: 'v2', url: '/real?x=1' })
    expect(JSON.stringify(body)).not.toContain('sluice-trace')
  })

  test('what is referred to is not deleted, and says by whom', async () => {
    expect(await call('DELETE', '/services/shop-v2')).toMatchObject({ status: 409, body: { referrers: [{ kind: 'canaries', name: 'shop-v2' }] } })
  })

  test('promote moves all requests in one revision; restore brings the split back', async () => {
    const before = (await call('GET', '/status')).body.revision as number
    const promoted = await written(await call('POST', '/canaries/shop-v2/promote'))
    expect(promoted.body).toMatchObject({ revision: before + 1, object: { state: 'promoted' } })
    expect((await call('GET', '/routes/shop')).body.service).toBe('shop-v2')
    for (let at = 0; at < 20; at++) expect(await backendOf({ 'x-canary': 'never' })).toBe('v2')
    expect((await call('POST', '/canaries/shop-v2/promote')).status).toBe(409)
    await written(await call('POST', `/revisions/${before}/restore`))
    expect((await call('GET', '/canaries/shop-v2')).body.state).toBe('active')
    expect(await backendOf({ 'x-canary': 'never' })).toBe('v1')
  })

  test('a save without a change makes no revision; a stale version is refused', async () => {
    const route = (await call('GET', '/routes/shop')).body
    expect((await call('PUT', '/routes/shop', route)).body.revision).toBeNull()
    const stale = await call('PATCH', '/routes/shop', { stripPath: true }, { 'if-match': '"no-such-version"' })
    expect(stale).toMatchObject({ status: 412, body: { code: 'STALE_VERSION', current: { name: 'shop', version: route.version } } })
  })

  test('a dry run shows what changes for requests, and changes nothing', async () => {
    const head = (await call('GET', '/status')).body.revision
    const { body } = await call('PATCH', '/routes/shop?dryRun=true', { hosts: ['new.test'] })
    expect(body.routingDiff).toContainEqual(expect.objectContaining({ pattern: 'http shop.test/…', before: expect.stringContaining('shop →'), after: '404 no route' }))
    expect((await call('GET', '/status')).body.revision).toBe(head)
    expect(await backendOf({ 'x-canary': 'never' })).toBe('v1')
  })

  test('a bad field is named', async () => {
    const { status, body } = await call('PATCH', '/routes/shop', { hosts: ['*'], nosuch: 1 })
    expect(status).toBe(422)
    expect(body.issues.map(({ path }: { path: unknown[] }) => path.join('.')).toSorted()).toEqual(['hosts.0', 'nosuch'])
  })

  test('many objects are applied as one revision, or none', async () => {
    const good = { kind: 'upstreams', name: 'extra', targets: [] }
    const bad = { kind: 'services', name: 'extra', upstream: 'not-there' }
    expect((await call('POST', '/apply', { objects: [good, bad] })).status).toBe(422)
    expect((await call('GET', '/upstreams/extra')).status).toBe(404)
    const applied = await call('POST', '/apply', { objects: [{ ...bad, upstream: 'extra' }, good] })
    expect(applied.status, JSON.stringify(applied.body)).toBe(200)
  })

  test('the proxy counts per route, side, service and target', async () => {
    const metrics = await (await fetch(`${product.run.addresses.status}/metrics`)).text()
    expect(metrics).toMatch(/route="shop".*side="canary".*service="shop-v2"/)
    for (const path of ['/healthz', '/readyz']) expect((await fetch(product.run.addresses.status + path)).status).toBe(200)
  })
})
