import { beforeEach, describe, expect, test } from 'vitest'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})

const ROUTE = { name: 'shop', service: 'shop', hosts: ['shop.test'] }
const head = async () => (await api.call('GET', '/status')).body.revision

describe('create', () => {
  test('answers the object with its defaults, its version as ETag, and the revision', async () => {
    const answer = await api.call('POST', '/upstreams', { body: { name: 'shop', targets: [{ host: '127.0.0.1', port: 9001 }] } })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ object: { name: 'shop', algorithm: 'round-robin', targets: [{ weight: 100 }], version: '1' }, revision: 1, diagnostics: [] })
    expect(answer.headers.get('etag')).toBe('"1"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(api.controller.told).toEqual([['default', 1]])
  })

  test('a name that is taken is a conflict', async () => {
    await api.call('POST', '/upstreams', { body: { name: 'shop' } })
    expect(await api.call('POST', '/upstreams', { body: { name: 'shop' } })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
  })

  test('an unknown field is named at its place', async () => {
    const { status, body } = await api.call('POST', '/upstreams', { body: { name: 'a', targets: [{ host: 'h', port: 1, wait: 3 }] } })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'INVALID', issues: [{ path: ['targets', 0, 'wait'], message: 'There is no field "wait"' }] })
  })

  test('a reference to nothing names the field', async () => {
    const { status, body } = await api.call('POST', '/routes', { body: ROUTE })
    expect([status, body.issues[0].path]).toEqual([422, ['service']])
  })

  test.each(['http', 'warehouse'])('the kind %s does not exist', async (kind) => {
    expect((await api.call('POST', `/${kind}`, { body: {} })).status).toBe(404)
  })

  test('defaults follow the dialect of the workspace', async () => {
    await api.call('POST', '/workspaces', { body: { name: 'k', dialect: 'kong' } })
    await api.call('POST', '/services?workspace=k', { body: { name: 'shop', host: 'h' } })
    const { body } = await api.call('POST', '/routes?workspace=k', { body: ROUTE })
    expect(body.object).toMatchObject({ stripPath: true, preserveHost: false })
  })
})

describe('replace', () => {
  test('creates what is absent, then changes nothing by saving it again', async () => {
    const first = await api.call('PUT', '/services/shop', { body: { host: '10.0.0.1' } })
    expect([first.status, first.body.revision]).toEqual([201, 1])
    const { body: stored } = await api.call('GET', '/services/shop')
    const again = await api.call('PUT', '/services/shop', { body: stored })
    expect([again.status, again.body.revision, await head()]).toEqual([200, null, 1])
    expect(api.controller.told).toHaveLength(1)
  })

  test('a stale version is refused with the newer object', async () => {
    await api.call('PUT', '/services/shop', { body: { host: 'a.test' } })
    await api.call('PUT', '/services/shop', { body: { host: 'b.test' }, headers: { 'if-match': '"1"' } })
    const stale = await api.call('PUT', '/services/shop', { body: { host: 'c.test' }, headers: { 'if-match': '"1"' } })
    expect(stale).toMatchObject({ status: 412, body: { code: 'STALE_VERSION', current: { host: 'b.test', version: '2' } } })
    expect((await api.call('GET', '/services/shop')).body.host).toBe('b.test')
  })

  test('If-Match takes the version without quotes too', async () => {
    await api.call('PUT', '/services/shop', { body: { host: 'a.test' } })
    expect((await api.call('PUT', '/services/shop', { body: { host: 'b.test' }, headers: { 'if-match': '1' } })).status).toBe(200)
  })

  test('If-Match on what is deleted answers that nothing is there', async () => {
    const gone = await api.call('PUT', '/services/shop', { body: { host: 'a.test' }, headers: { 'if-match': '"3"' } })
    expect(gone).toMatchObject({ status: 412, body: { current: null } })
  })

  test('If-None-Match: * only creates', async () => {
    const send = () => api.call('PUT', '/services/shop', { body: { host: 'a.test' }, headers: { 'if-none-match': '*' } })
    expect([(await send()).status, (await send()).status]).toEqual([201, 409])
  })

  test('an object keeps its name', async () => {
    const { status, body } = await api.call('PUT', '/services/shop', { body: { name: 'other', host: 'a.test' } })
    expect([status, body.issues[0].path]).toEqual([422, ['name']])
  })
})

describe('patch', () => {
  test('changes the fields that it names, null sets back to the default', async () => {
    await api.call('PUT', '/services/shop', { body: { host: 'a.test', retries: 1, tags: ['x'] } })
    const { body } = await api.call('PATCH', '/services/shop', { body: { retries: null, port: 81 }, headers: { 'content-type': 'application/merge-patch+json' } })
    expect(body.object).toMatchObject({ host: 'a.test', retries: 5, port: 81, tags: ['x'] })
  })

  test('of nothing is 404', async () => {
    expect((await api.call('PATCH', '/services/none', { body: {} })).status).toBe(404)
  })

  test('honours If-Match', async () => {
    await api.call('PUT', '/services/shop', { body: { host: 'a.test' } })
    expect((await api.call('PATCH', '/services/shop', { body: { port: 1 }, headers: { 'if-match': '"9"' } })).status).toBe(412)
  })
})

describe('delete', () => {
  test('is refused while others refer to it, and says who', async () => {
    await withShop(api)
    const { status, body } = await api.call('DELETE', '/services/shop')
    expect([status, body.referrers]).toEqual([409, [{ kind: 'routes', name: 'shop' }]])
  })

  test('answers the object as it was', async () => {
    await withShop(api)
    const { status, body } = await api.call('DELETE', '/routes/shop')
    expect([status, body.object.name, body.revision]).toEqual([200, 'shop', 2])
    expect((await api.call('GET', '/routes/shop')).status).toBe(404)
  })

  test('keeps the built-in listeners', async () => {
    expect((await api.call('DELETE', '/listeners/http')).status).toBe(409)
  })
})

describe('dry run', () => {
  test('says what would change for requests and changes nothing', async () => {
    await withShop(api)
    const { status, body } = await api.call('PATCH', '/routes/shop?dryRun=true', { body: { service: 'shop-v2' } })
    expect(status).toBe(200)
    expect(body).toMatchObject({ object: { service: 'shop-v2' }, revision: 1, diagnostics: [] })
    expect(body.routingDiff).toContainEqual(expect.objectContaining({ pattern: 'http shop.test', before: expect.stringContaining('9001'), after: expect.stringContaining('9002') }))
    expect((await api.call('GET', '/routes/shop')).body.service).toBe('shop')
    expect([await head(), api.controller.told]).toEqual([1, [['default', 1]]])
  })

  test.each([
    ['POST', '/routes', { ...ROUTE, name: 'other', service: 'none' }, {}, 422],
    ['POST', '/services', { name: 'shop', host: 'h' }, {}, 409],
    ['PUT', '/services/shop', { host: 'h' }, { 'if-match': '"77"' }, 412],
    ['DELETE', '/services/shop', undefined, {}, 409],
  ] as const)('%s %s is refused as the real call would be', async (method, address, body, headers, status) => {
    await withShop(api)
    const options = { headers, ...(body ? { body } : {}) }
    const [dry, real] = [await api.call(method, `${address}?dryRun=true`, options), await api.call(method, address, options)]
    expect([dry.status, real.status]).toEqual([status, status])
    expect(dry.body).toEqual(real.body)
  })
})

describe('apply', () => {
  test('writes all or nothing', async () => {
    const objects = [{ kind: 'upstreams', name: 'a' }, { kind: 'route', name: 'r', service: 'none', hosts: ['a.test'] }]
    const { status, body } = await api.call('POST', '/apply', { body: { objects } })
    expect([status, body.issues[0].path]).toEqual([422, ['objects', 1, 'service']])
    expect((await api.call('GET', '/upstreams')).body.total).toBe(0)
  })

  test('names the object whose field is wrong', async () => {
    const { body } = await api.call('POST', '/apply', { body: { objects: [{ kind: 'upstream', name: 'a' }, { kind: 'upstream', name: 'b', slots: 1 }] } })
    expect(body.issues[0].path).toEqual(['objects', 1, 'slots'])
  })

  test('is one revision in any order, and none the second time', async () => {
    await withShop(api)
    expect(await head()).toBe(1)
    const { body } = await api.call('POST', '/apply', { body: { objects: [{ kind: 'route', ...ROUTE }, { kind: 'service', name: 'shop', upstream: 'shop' }] } })
    expect([body.revision, body.objects.map((object: { kind: string }) => object.kind)]).toEqual([null, ['routes', 'services']])
  })

  test('prune deletes the others of the kinds listed, and no built-in listener', async () => {
    await withShop(api)
    const objects = [{ kind: 'route', ...ROUTE }, { kind: 'service', name: 'shop', upstream: 'shop' }, { kind: 'listener', name: 'extra', port: 8081 }]
    expect((await api.call('POST', '/apply', { body: { objects, prune: true } })).status).toBe(200)
    const names = async (kind: string) => (await api.call('GET', `/${kind}`)).body.items.map((item: { name: string }) => item.name)
    expect([await names('services'), await names('upstreams'), await names('listeners')]).toEqual([['shop'], ['shop', 'shop-v2'], ['extra', 'http', 'https']])
  })

  test('the same object twice is refused', async () => {
    const { status } = await api.call('POST', '/apply', { body: { objects: [{ kind: 'upstream', name: 'a' }, { kind: 'upstreams', name: 'a' }] } })
    expect(status).toBe(422)
  })
})

describe('lists', () => {
  test('search, sort and page', async () => {
    await api.call('POST', '/apply', { body: { objects: ['a', 'b', 'c'].map((name) => ({ kind: 'service', name, host: `${name}.test`, tags: ['team'] })) } })
    const first = await api.call('GET', '/services?sort=-name&limit=2&q=tag:team')
    expect([first.body.items.map((item: { name: string }) => item.name), first.body.total]).toEqual([['c', 'b'], 3])
    const second = await api.call('GET', `/services?sort=-name&limit=2&q=tag:team&cursor=${first.body.next}`)
    expect([second.body.items.map((item: { name: string }) => item.name), second.body.next]).toEqual([['a'], null])
  })

  test('status:error and status:warning come from diagnostics', async () => {
    await withShop(api)
    await api.call('PATCH', '/services/shop-v2', { body: { protocol: 'grpc' } })
    const { body: diagnostics } = await api.call('GET', '/diagnostics')
    const warned = diagnostics.items.filter((item: { source: { kind: string } }) => item.source.kind === 'services').map((item: { source: { name: string } }) => item.source.name)
    expect(warned).toContain('shop-v2')
    const { body } = await api.call('GET', '/services?q=status:warning')
    expect(body.items.map((item: { name: string }) => item.name)).toEqual(['shop-v2'])
  })

  test.each(['limit=0', 'limit=1001', 'sort=colour'])('%s is refused', async (query) => {
    expect((await api.call('GET', `/services?${query}`)).status).toBe(422)
  })

  test('related objects, both ways', async () => {
    await withShop(api)
    const { body } = await api.call('GET', '/services/shop/related')
    expect(body).toEqual({ refersTo: [{ kind: 'upstreams', name: 'shop' }], referredBy: [{ kind: 'routes', name: 'shop' }] })
  })
})

test('a write says which warnings it causes, also elsewhere', async () => {
  await withShop(api)
  const { body } = await api.call('PATCH', '/upstreams/shop', { body: { targets: [] } })
  expect(body.diagnostics.map((item: { code: string }) => item.code)).toContain('NO_TARGETS')
})

test('writes go on while the controller is away', async () => {
  api.controller.isAway = true
  expect((await api.call('POST', '/upstreams', { body: { name: 'a' } })).status).toBe(201)
})

test('an unknown workspace is 404', async () => {
  expect((await api.call('GET', '/routes?workspace=none')).status).toBe(404)
  expect((await api.call('POST', '/upstreams?workspace=none', { body: { name: 'a' } })).status).toBe(404)
})

describe('a write that is committed', () => {
  test.each([1, 2])('is answered as such when the store fails at look %i around it', async (failing) => {
    const { stores } = api.runtime
    const workspaces = stores.workspaces.bind(stores)
    let commits = 0
    const open = stores.open.bind(stores)
    stores.open = async (name) => {
      const store = await open(name)
      return {
        ...store,
        async read() {
          if (failing === 1 || commits > 0) throw new Error('away')
          return store.read()
        },
        async commit(change) {
          const done = await store.commit(change)
          commits++
          if (failing === 2) stores.workspaces = async () => Promise.reject(new Error('away'))
          return done
        },
      }
    }
    api.runtime.compiled.configs.clear()
    api.runtime.compiled.newest = null
    const { status, body } = await api.call('POST', '/upstreams', { body: { name: 'new' } })
    stores.workspaces = workspaces
    expect([status, commits, body.revision === null, body.diagnostics]).toEqual([201, 1, false, []])
  })
})
