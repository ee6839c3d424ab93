import { beforeEach, describe, expect, test } from 'vitest'
import { SHOP, startApi, withShop, type Answer, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await withShop(await startApi())
})

const ROOT = { name: 'root', request: { url: 'http://shop.test/' }, expect: { route: 'shop', service: 'shop' } }
const PINNED = { name: 'pinned', request: { url: 'http://shop.test/', headers: { 'x-canary': 'never' } }, expect: { target: '127.0.0.1:9001' } }
const LATER = { name: 'later', request: { url: 'http://shop.test/' }, expect: { service: 'shop-v2' } }

const store = async (...tests: object[]) => {
  for (const body of tests) expect((await api.call('POST', '/route-tests', { as: 'editor', body })).status).toBe(201)
}
const run = async (body: object = {}) => (await api.call('POST', '/route-tests/run', { as: 'viewer', body })).body
const head = async () => (await api.call('GET', '/status')).body.revision
const serviceOf = async () => (await api.call('GET', '/routes/shop')).body.service
const namesOf = (items: { name: string }[]) => items.map(({ name }) => name)
const refusal = ({ status, body }: Answer) => [status, body.code, namesOf(body.broken ?? [])]
const REFUSED = [409, 'BREAKS_ROUTE_TESTS', ['root']]

describe('as a kind of object', () => {
  test('is stored with its defaults, found by host, changed and deleted', async () => {
    await store(ROOT)
    const { body } = await api.call('GET', '/route-tests?q=host:shop.test')
    expect(body).toMatchObject({ total: 1, items: [{ ...ROOT, request: { method: 'GET', headers: {} }, enabled: true, version: '2' }] })
    expect((await api.call('GET', '/route-tests?q=host:other.test')).body.total).toBe(0)
    expect((await api.call('PATCH', '/route-tests/root', { body: { expect: { service: null } } })).body.object.expect).toEqual({ route: 'shop' })
    expect((await api.call('GET', '/route-tests/root/related')).body).toEqual({ refersTo: [], referredBy: [] })
    expect((await api.call('DELETE', '/route-tests/root')).status).toBe(200)
    expect((await api.call('POST', '/revisions/2/restore')).body.objects).toMatchObject([{ kind: 'route-tests', ...ROOT }])
  })

  test('is applied with others, in singular or plural, and pruned', async () => {
    const objects = [{ kind: 'route-test', ...ROOT }, { kind: 'route-tests', ...LATER }]
    expect((await api.call('POST', '/apply', { body: { objects } })).body).toMatchObject({ revision: 2, objects: [{ kind: 'route-tests' }, {}] })
    await api.call('POST', '/apply', { body: { objects: objects.slice(1), prune: true } })
    expect(namesOf((await api.call('GET', '/route-tests')).body.items)).toEqual(['later'])
  })

  test('a bad field is named, in the language of the reader', async () => {
    const body = { name: 'run', request: { url: 'shop.test' }, expect: {} }
    const { status, body: answer } = await api.call('POST', '/route-tests', { body, headers: { 'accept-language': 'zh-CN' } })
    expect(status).toBe(422)
    expect(answer.issues).toEqual([
      { path: ['name'], message: expect.stringContaining('请使用其他名称') },
      { path: ['request', 'url'], message: expect.stringContaining('必须是完整的 URL') },
      { path: ['expect', 'outcome'], message: expect.stringContaining('请至少填写一项') },
    ])
  })

  test('does not change what proxies serve', async () => {
    const { body } = await api.call('POST', '/route-tests?dryRun=true', { body: ROOT })
    expect([body.routingDiff, body.diagnostics]).toEqual([[], []])
  })
})

describe('a run', () => {
  test('of the stored tests says what passed, and why others did not', async () => {
    await store(ROOT, LATER, { ...ROOT, name: 'off', enabled: false })
    expect(await run()).toEqual({
      items: [
        { name: 'later', passed: false, failures: [{ field: 'service', expected: 'shop-v2', actual: 'shop' }], verdict: expect.stringContaining('Route shop'), route: 'shop' },
        { name: 'root', passed: true, failures: [], verdict: expect.any(String), route: 'shop' },
      ],
      passed: 1,
      failed: 1,
      revision: 4,
    })
  })

  test('of some, by name, runs disabled ones too', async () => {
    await store(ROOT, { ...LATER, enabled: false })
    expect(namesOf((await run({ names: ['later'] })).items)).toEqual(['later'])
    expect((await run({ names: ['root', 'none'] })).issues).toEqual([{ path: ['names', 1], message: 'There is no route-tests/none' }])
  })

  test('of given ones needs nothing stored, and stores nothing', async () => {
    expect(await run({ tests: [ROOT, LATER] })).toMatchObject({ passed: 1, failed: 1, revision: 1 })
    expect((await run({ tests: [ROOT, { ...LATER, expect: {} }] })).issues).toMatchObject([{ path: ['tests', 1, 'expect', 'outcome'] }])
    expect((await run({ tests: [ROOT], names: ['root'] })).code).toBe('INVALID')
    expect((await api.call('GET', '/route-tests')).body.total).toBe(0)
  })

  test('without any passes nothing', async () => {
    expect(await run()).toEqual({ items: [], passed: 0, failed: 0, revision: 1 })
  })
})

describe('a dry run', () => {
  test('tells which tests break and which mend', async () => {
    await store(ROOT, PINNED, LATER)
    const { status, body } = await api.call('PATCH', '/routes/shop?dryRun=true', { body: { service: 'shop-v2' } })
    expect(status).toBe(200)
    expect(body.routeTests).toEqual({
      passed: 1,
      failed: 2,
      broken: [
        { workspace: 'default', name: 'pinned', failures: [{ field: 'target', expected: '127.0.0.1:9001', actual: '127.0.0.1:9002' }], verdict: expect.stringContaining('shop-v2') },
        { workspace: 'default', name: 'root', failures: [{ field: 'service', expected: 'shop', actual: 'shop-v2' }], verdict: expect.stringContaining('shop-v2') },
      ],
      mended: ['later'],
    })
    expect(await serviceOf()).toBe('shop')
  })

  test('counts without tests, and says so of every kind of write', async () => {
    const none = { passed: 0, failed: 0, broken: [], mended: [] }
    expect((await api.call('PUT', '/upstreams/new?dryRun=true', { body: {} })).body.routeTests).toEqual(none)
    await store(ROOT)
    await api.call('POST', '/canaries', { body: { name: 'v2', route: 'shop', service: 'shop-v2', weight: 10 } })
    const broken = async (method: 'POST' | 'DELETE', address: string, body?: object) =>
      namesOf((await api.call(method, `${address}?dryRun=true`, body ? { body } : {})).body.routeTests.broken)
    expect(await broken('POST', '/canaries/v2/promote')).toEqual(['root'])
    expect(await broken('POST', '/canaries/v2/abort')).toEqual([])
    expect(await broken('POST', '/revisions/2/restore')).toEqual([])
    const objects = [{ kind: 'route', name: 'shop', service: 'shop-v2', hosts: ['shop.test'] }]
    expect(await broken('POST', '/apply', { objects })).toEqual(['root'])
  })

  test('real writes say nothing of tests', async () => {
    expect(await api.call('PATCH', '/routes/shop', { body: { tags: ['a'] } })).not.toHaveProperty('body.routeTests')
  })
})

describe('a write that breaks a test', () => {
  const MOVE = { service: 'shop-v2' }
  const START = { name: 'v2', route: 'shop', service: 'shop-v2', weight: 10 }

  test('is refused by name, and nothing changes', async () => {
    await store(ROOT)
    const answer = await api.call('PATCH', '/routes/shop', { body: MOVE })
    expect(refusal(answer)).toEqual(REFUSED)
    expect(answer.body).toMatchObject({
      message: 'Route tests that pass now would fail: root. Send allowBrokenTests=true to save all the same',
      issues: [{ path: ['route-tests', 'root'], message: expect.stringMatching(/^service would be shop-v2, not shop \(Route shop .*\)$/) }],
      broken: [{ name: 'root', failures: [{ field: 'service', expected: 'shop', actual: 'shop-v2' }], verdict: expect.any(String) }],
    })
    expect([await head(), await serviceOf()]).toEqual([2, 'shop'])
    const chinese = await api.call('PATCH', '/routes/shop', { body: MOVE, headers: { 'accept-language': 'zh-CN' } })
    expect(chinese.body.message).toContain('现在通过的路由测试将会失败：root')
    expect(chinese.body.issues[0].message).toContain('service 将是 shop-v2，而不是 shop')
  })

  test('is made where the caller says so; the test fails from then on, and stops nobody', async () => {
    await store(ROOT)
    expect((await api.call('PATCH', '/routes/shop?allowBrokenTests=true', { body: MOVE })).body.revision).toBe(3)
    expect(await run()).toMatchObject({ passed: 0, failed: 1 })
    expect((await api.call('PATCH', '/routes/shop', { body: { hosts: ['other.test'] } })).status).toBe(200)
  })

  test.each([
    ['PUT', '/routes/shop', { service: 'shop', hosts: ['other.test'] }],
    ['DELETE', '/routes/shop', undefined],
    ['POST', '/routes', { name: 'over', service: 'shop-v2', hosts: ['shop.test'], paths: [{ type: 'exact', value: '/' }] }],
    ['PATCH', '/listeners/http', { enabled: false }],
    ['POST', '/apply', { objects: [{ kind: 'service', name: 'shop', upstream: 'shop', enabled: false }] }],
  ] as const)('%s %s', async (method, address, body) => {
    await store({ ...ROOT, expect: { outcome: 'forward', route: 'shop' } })
    const write = (query = '') => api.call(method, `${address}${query}`, body ? { body } : {})
    expect(refusal(await write())).toEqual(REFUSED)
    expect(await head()).toBe(2)
    expect((await write('?allowBrokenTests=true')).body.revision).toBe(3)
  })

  test('as the end of a canary', async () => {
    await store(ROOT)
    await api.call('POST', '/canaries', { body: START })
    expect(refusal(await api.call('POST', '/canaries/v2/promote'))).toEqual(REFUSED)
    expect((await api.call('GET', '/canaries/v2')).body.state).toBe('active')
    expect((await api.call('POST', '/canaries/v2/promote', { body: { allowBrokenTests: true } })).status).toBe(200)
    expect(await serviceOf()).toBe('shop-v2')
  })

  test('as an abort', async () => {
    await api.call('POST', '/canaries', { body: START })
    await store({ ...ROOT, expect: { side: 'byWeight' } })
    expect(refusal(await api.call('POST', '/canaries/v2/abort'))).toEqual(REFUSED)
  })

  test('as a restore of one object; that of all takes the test away with it', async () => {
    await api.call('PATCH', '/routes/shop', { body: MOVE })
    await store({ ...ROOT, expect: { service: 'shop-v2' } })
    const restore = (body: object) => api.call('POST', '/revisions/1/restore', { body })
    expect(refusal(await restore({ kind: 'routes', name: 'shop' }))).toEqual(REFUSED)
    expect((await restore({})).body.revision).toBe(4)
    expect([await serviceOf(), (await api.call('GET', '/route-tests')).body.total]).toEqual(['shop', 0])
  })
})

describe('what does not count', () => {
  const route = { kind: 'route', name: 'shop', service: 'shop-v2', hosts: ['shop.test'] }
  const apply = (...objects: object[]) => api.call('POST', '/apply', { body: { objects } })

  test.each([
    ['disabled', { enabled: false }],
    ['edited to expect it', { expect: { service: 'shop-v2' } }],
    ['edited to another that fails', { expect: { service: 'shop', route: 'none' } }],
  ])('a test that the same write has %s', async (_, change) => {
    await store(ROOT)
    expect((await apply(route, { kind: 'route-test', ...ROOT, ...change })).status).toBe(200)
  })

  test('a test that is only described anew still counts', async () => {
    await store(ROOT)
    expect(refusal(await apply(route, { kind: 'route-test', ...ROOT, description: 'x' }))).toEqual(REFUSED)
  })

  test('a new test that fails is stored', async () => {
    await store(LATER)
    expect((await api.call('PATCH', '/route-tests/later', { body: { expect: { service: 'none' } } })).status).toBe(200)
    expect(await run()).toMatchObject({ failed: 1 })
  })

  test('refusals of their own come first', async () => {
    await store(ROOT)
    const [gone, stale] = [{ service: 'none' }, { 'if-match': '"77"' }]
    expect((await api.call('PATCH', '/routes/shop', { body: gone })).status).toBe(422)
    expect((await api.call('PATCH', '/routes/shop', { body: { service: 'shop-v2' }, headers: stale })).status).toBe(412)
    expect((await api.call('DELETE', '/services/shop')).body.referrers).toEqual([{ kind: 'routes', name: 'shop' }])
  })
})

describe('tests of all that is served', () => {
  const lab = (method: 'POST' | 'PUT', address: string, body: object) => api.call(method, `${address}${address.includes('?') ? '&' : '?'}workspace=lab`, { body })
  const TAKES = { service: 'shop', hosts: ['*.test'], paths: [{ type: 'exact', value: '/' }] }
  const LAB_ROOT = { ...ROOT, name: 'lab-root', request: { url: 'http://lab.test/' }, expect: { route: 'lab' } }
  const withLab = async (workspace: object = {}) => {
    expect((await api.call('POST', '/workspaces', { body: { name: 'lab', ...workspace } })).status).toBe(201)
    const objects = [...SHOP.slice(0, 2), { kind: 'route', name: 'lab', service: 'shop', hosts: ['lab.test'] }, { kind: 'route-test', ...LAB_ROOT }]
    expect((await lab('POST', '/apply', { objects })).status).toBe(200)
  }

  test('a write is refused for a test of another workspace, which it names', async () => {
    await withLab()
    const body = { name: 'taken', service: 'shop', hosts: ['lab.test'] }
    const answer = await api.call('POST', '/routes', { body })
    expect(refusal(answer)).toEqual([409, 'BREAKS_ROUTE_TESTS', ['lab-root']])
    expect(answer.body).toMatchObject({
      message: expect.stringContaining('would fail: lab/lab-root.'),
      issues: [{ path: ['workspaces', 'lab', 'route-tests', 'lab-root'] }],
      broken: [{ workspace: 'lab' }],
    })
    const { routeTests } = (await api.call('POST', '/routes?dryRun=true', { body })).body
    expect(routeTests).toMatchObject({ passed: 0, failed: 0, broken: [{ workspace: 'lab', name: 'lab-root' }], mended: [] })
    expect((await api.call('POST', '/routes?allowBrokenTests=true', { body })).status).toBe(201)
    expect((await api.call('DELETE', '/routes/taken?dryRun=true')).body.routeTests.mended).toEqual(['lab/lab-root'])
  })

  test('a write in a workspace that is not served breaks nothing elsewhere', async () => {
    await store(ROOT)
    await withLab({ served: false })
    expect((await lab('PUT', '/routes/wide', TAKES)).status).toBe(201)
  })

  test.each([
    ['to serve it no more', { served: false }],
    ['by other rules', { dialect: 'kong' }],
  ])('settings are refused as writes are: %s', async (_, patch) => {
    await store({ ...ROOT, request: { url: 'http://shop.test/a' }, expect: { service: 'shop' } })
    const routes = [{ paths: [{ type: 'exact', value: '/a' }] }, { paths: [{ type: 'regex', value: '/a' }], service: 'shop-v2' }]
    await api.call('POST', '/apply', { body: { objects: routes.map((route, index) => ({ kind: 'route', name: `a${index}`, service: 'shop', hosts: ['shop.test'], ...route })) } })
    const write = (query = '') => api.call('PATCH', `/workspaces/default${query}`, { body: patch })
    expect(refusal(await write())).toEqual(REFUSED)
    expect((await write('?dryRun=true')).body.routeTests.broken).toMatchObject([{ workspace: 'default', name: 'root' }])
    expect((await api.call('GET', '/workspaces/default')).body).toMatchObject({ served: true, dialect: 'gateway' })
    expect((await write('?allowBrokenTests=true')).status).toBe(200)
    expect((await api.call('GET', '/workspaces/default')).body).toMatchObject(patch)
  })

  test('settings that take hosts from a younger workspace name its tests', async () => {
    await api.call('PATCH', '/workspaces/default', { body: { served: false } })
    await withLab()
    await api.call('POST', '/routes', { body: { name: 'taken', service: 'shop', hosts: ['lab.test'] } })
    const answer = await api.call('PATCH', '/workspaces/default', { body: { served: true } })
    expect([...refusal(answer), answer.body.message]).toEqual([409, 'BREAKS_ROUTE_TESTS', ['lab-root'], expect.stringContaining('lab/lab-root')])
    expect((await api.call('PATCH', '/workspaces/default', { body: { description: 'x' } })).status).toBe(200)
  })

  test('a workspace goes after its own tests, and for those of others only where that is said', async () => {
    await withLab()
    await store({ ...ROOT, name: 'through', request: { url: 'http://lab.test/' }, expect: { outcome: 'forward' } })
    const remove = (query = '', headers = {}) => api.call('DELETE', `/workspaces/lab${query}`, { headers })
    const refused = await remove()
    expect([...refusal(refused), refused.body.broken[0].workspace]).toEqual([409, 'BREAKS_ROUTE_TESTS', ['through'], 'default'])
    expect((await remove('?allowBrokenTests=true', { 'if-match': '"77"' })).status).toBe(412)
    const { routeTests, object } = (await remove('?dryRun=true')).body
    expect([object.name, routeTests]).toMatchObject(['lab', { passed: 0, failed: 0, broken: [{ workspace: 'default', name: 'through' }], mended: [] }])
    await api.call('PATCH', '/workspaces/lab?allowBrokenTests=true', { body: { served: false } })
    expect((await remove('?dryRun=true')).body.routeTests.broken).toEqual([])
    await api.call('PATCH', '/workspaces/lab', { body: { served: true } })
    expect((await remove('?allowBrokenTests=true')).status).toBe(200)
    expect((await api.call('GET', '/workspaces/lab')).status).toBe(404)
  })

  test('a workspace that no other test needs is deleted at once', async () => {
    await store(ROOT)
    await withLab()
    expect((await api.call('DELETE', '/workspaces/lab')).status).toBe(200)
  })
})
