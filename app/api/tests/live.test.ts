import { beforeEach, describe, expect, test } from 'vitest'
import type { Counter, ProxyStatus } from '#lib/link/protocol.ts'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await withShop(await startApi())
})

const AT = '2026-01-01T00:00:00.000Z'
const proxy = (over: Partial<ProxyStatus> = {}): ProxyStatus => ({
  id: 'p1',
  startedAt: AT,
  state: 'serving',
  digest: 'd',
  revisions: { default: 1 },
  attempted: { default: 1 },
  ports: { http: 8000, https: 8443, status: 8100 },
  lastSeenAt: AT,
  ...over,
})
const counter = (workspace: string): Counter => ({
  workspace,
  route: 'shop',
  side: 'stable',
  service: 'shop',
  target: '127.0.0.1:9001',
  requests: 3,
  errors: 1,
  latency: [3],
  bytesIn: 1,
  bytesOut: 2,
})

describe('status', () => {
  test('names what each proxy serves and what is wrong', async () => {
    api.controller.answers = { revisions: { default: 1 }, proxies: [proxy(), proxy({ id: 'p2', state: 'failed', revisions: {}, message: 'no memory' })] }
    const { body } = await api.call('GET', '/status', { as: 'viewer' })
    expect(body).toMatchObject({
      workspace: 'default',
      revision: 1,
      controller: { reachable: true, revision: 1 },
      diagnostics: { errors: 0, warnings: 0 },
      proxies: [
        { id: 'p1', revision: 1, state: 'serving', message: null, lastSeenAt: AT },
        { id: 'p2', revision: 0, state: 'failed', message: 'no memory' },
      ],
    })
  })

  test('answers while the controller is away', async () => {
    api.controller.isAway = true
    expect((await api.call('GET', '/status')).body).toMatchObject({ revision: 1, proxies: [], controller: { reachable: false, revision: null } })
  })

  test('waitFor answers as soon as the last proxy serves the revision', async () => {
    let asked = 0
    api.controller.state = async () => {
      const revision = ++asked < 3 ? 0 : 1
      return { id: 'c', digest: '', revisions: { default: 1 }, proxies: [proxy(), proxy({ id: 'p2', revisions: { default: revision } })] }
    }
    const { body } = await api.call('GET', '/status?waitFor=1&timeoutMs=30000')
    expect([asked, body.proxies.map((item: { revision: number }) => item.revision)]).toEqual([3, [1, 1]])
  })

  test('waitFor takes a failure for an answer only when it is about this revision', async () => {
    let asked = 0
    api.controller.state = async () => {
      const attempted = { default: ++asked < 3 ? 1 : 2 }
      return { id: 'c', digest: '', revisions: { default: 2 }, proxies: [proxy({ state: 'failed', attempted })] }
    }
    const { body } = await api.call('GET', '/status?waitFor=2&timeoutMs=30000')
    expect([asked, body.proxies[0].state]).toEqual([3, 'failed'])
  })

  test('waitFor does not wait for a workspace that is not served', async () => {
    await api.call('POST', '/workspaces', { body: { name: 'lab', served: false } })
    let asked = 0
    api.controller.state = async () => {
      asked++
      return { id: 'c', digest: '', revisions: {}, proxies: [proxy()] }
    }
    await api.call('GET', '/status?workspace=lab&waitFor=1&timeoutMs=200')
    expect(asked).toBe(1)
  })

  test('waitFor gives up at the time-out', async () => {
    api.controller.answers = { revisions: { default: 1 }, proxies: [proxy()] }
    const { body } = await api.call('GET', '/status?waitFor=2&timeoutMs=10')
    expect(body.proxies[0].revision).toBe(1)
  })
})

describe('metrics', () => {
  test('are those of the workspace', async () => {
    api.controller.counted = { at: AT, counters: [counter('default'), counter('lab')] }
    expect((await api.call('GET', '/metrics/routes')).body).toEqual({ at: AT, counters: [counter('default')] })
  })

  test('answer 503 while the controller is away', async () => {
    api.controller.isAway = true
    expect((await api.call('GET', '/metrics/routes')).status).toBe(503)
  })

  test('stream as events until the client goes', async () => {
    api.controller.counted = { at: AT, counters: [counter('default')] }
    const response = await api.raw('GET', '/metrics/routes/stream')
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body!.getReader()
    const { value } = await reader.read()
    const text = new TextDecoder().decode(value)
    expect(JSON.parse(text.slice('data: '.length))).toEqual({ at: AT, counters: [counter('default')] })
    await reader.cancel()
    expect((await reader.read()).done).toBe(true)
  })
})

describe('openapi.json', () => {
  test('has every path, role and no secret field in an answer', async () => {
    const { status, body } = await api.call('GET', '/openapi.json', { as: 'nobody' })
    expect([status, body.openapi]).toEqual([200, '3.1.0'])
    expect(Object.keys(body.paths)).toContain('/canaries/{name}/promote')
    expect(body.paths['/routes'].post).toMatchObject({
      'x-sluice-role': 'editor',
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/routes.input' } } } },
      responses: { 201: { content: { 'application/json': { schema: { properties: { object: { $ref: '#/components/schemas/routes' } } } } } }, 422: {} },
    })
    expect(body.paths['/routes/{name}'].put.parameters.map((parameter: { name: string }) => parameter.name)).toEqual(
      expect.arrayContaining(['workspace', 'name', 'If-Match', 'If-None-Match', 'dryRun']),
    )
    expect(body.components.schemas.certificates.properties).not.toHaveProperty('key')
    expect(body.components.schemas['certificates.input'].properties).toHaveProperty('selfSigned')
  })

  test('every reference leads somewhere', async () => {
    const { body, text } = await api.call('GET', '/openapi.json')
    const names = [...text.matchAll(/#\/components\/schemas\/([\w.-]+)/g)].map((match) => match[1]!)
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => !(name in body.components.schemas))).toEqual([])
  })
})

test('the tester explains through the API', async () => {
  const { status, body } = await api.call('POST', '/tester', { as: 'viewer', body: { method: 'GET', url: 'http://shop.test/x', headers: {} } })
  expect([status, body.outcome.kind, body.route]).toEqual([200, 'forward', 'shop'])
})

test.each([
  ['method', { method: 'CONNECT' }],
  ['method', { method: 'GE T' }],
  ['url', { url: 'http://shop.test/é' }],
])('a request with a bad %s is explained perhaps, but not sent: %j', async (field, over) => {
  const { status, body } = await api.call('POST', '/tester/send', { as: 'editor', body: { url: 'http://shop.test/', ...over } })
  expect([status, body.issues[0].path]).toEqual([422, [field]])
})
