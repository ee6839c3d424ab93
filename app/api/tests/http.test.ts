import { beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})

const write = (headers: Record<string, string>) => api.call('PUT', '/services/shop', { body: { host: 'a.test' }, headers })

describe('Origin', () => {
  test.each(['http://evil.test', 'http://sluice.test:3001', 'null', 'http://sluice.test.evil.test:3000'])('a write from %s is refused', async (origin) => {
    const { status, body } = await write({ origin })
    expect([status, body.code]).toEqual([403, 'FORBIDDEN'])
    expect((await api.call('GET', '/services/shop')).status).toBe(404)
  })

  test('sign-in and setup are writes too', async () => {
    const headers = { origin: 'http://evil.test' }
    for (const path of ['/session', '/setup']) expect((await api.call('POST', path, { as: 'nobody', body: {}, headers })).status).toBe(403)
  })

  test('a browser that hides the origin but says cross-site is refused', async () => {
    expect((await write({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  test.each<Record<string, string>>([{ origin: 'http://sluice.test:3000' }, {}])('%j is ours', async (headers) => {
    expect((await write(headers)).status).toBe(201)
  })

  test('https on its default port is ours behind a proxy', async () => {
    expect((await write({ origin: 'https://sluice.test', host: 'sluice.test' })).status).toBe(201)
  })

  test('reading from elsewhere is no change', async () => {
    expect((await api.call('GET', '/services', { headers: { origin: 'http://evil.test' } })).status).toBe(200)
  })
})

describe('body', () => {
  test.each([
    ['{"host":', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['"text"', 'application/json', 400],
    ['', 'application/json', 400],
    ['{}', 'text/plain', 400],
    ['host=a.test', 'application/x-www-form-urlencoded', 400],
    [JSON.stringify({ host: 'a.test', tags: ['x'.repeat(5 * 1024 * 1024)] }), 'application/json', 422],
  ])('%#: %.20s as %s answers %i', async (body, type, status) => {
    const answer = await api.call('PUT', '/services/shop', { body, headers: { 'content-type': type } })
    expect([answer.status, answer.body.issues]).toEqual([status, []])
  })

  test('fields cannot hide the name in the address', async () => {
    await withShop(api)
    await api.call('POST', '/canaries', { body: { name: 'shop-v2', route: 'shop', service: 'shop-v2' } })
    const { status, body } = await api.call('POST', '/canaries/shop-v2/abort', { body: { name: 'other' } })
    expect([status, body.object.name]).toEqual([200, 'shop-v2'])
  })
})

describe('language', () => {
  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', '没有字段“colour”'],
    ['en-GB', 'There is no field "colour"'],
    ['fr', 'There is no field "colour"'],
    ['en;q=0.2, zh;q=0.9', '没有字段“colour”'],
  ])('%s', async (language, message) => {
    const { body } = await api.call('POST', '/services', { body: { name: 'a', host: 'h', colour: 1 }, headers: { 'accept-language': language } })
    expect(body.issues[0].message).toBe(message)
  })

  test('rules of the model and refusals of the store follow it, and the next request is English again', async () => {
    const headers = { 'accept-language': 'zh-CN' }
    expect((await api.call('POST', '/services', { body: { name: 'a b' }, headers })).body.issues[0].message).toContain('请使用字母')
    expect((await api.call('POST', '/services', { body: { name: 'a', upstream: 'none' }, headers })).body.issues[0].message).toBe('没有 upstreams/none')
    expect((await api.call('POST', '/services', { body: { name: 'a b' } })).body.issues[0].message).toContain('Use letters')
  })
})

describe('errors', () => {
  test('an unknown path is JSON 404, for anybody', async () => {
    const { status, body } = await api.call('POST', '/routes/a/b/c/d', { as: 'nobody', body: {} })
    expect([status, body.code]).toEqual([404, 'NOT_FOUND'])
  })

  test('a bug answers 500 with a number and nothing else', async () => {
    api.runtime.accounts.users = async () => {
      throw new TypeError('secret detail')
    }
    const { status, body, text } = await api.call('GET', '/users')
    expect([status, body.code, body.requestId]).toEqual([500, 'INTERNAL', expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(text).not.toContain('secret detail')
  })

  test.each([
    ['SQLite', { meta: { driverAdapterError: { cause: { originalCode: 'SQLITE_CANTOPEN' } } } }],
    ['PostgreSQL', { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '57P01' } } } }],
    ['the network', { cause: { code: 'ECONNREFUSED' } }],
  ])('%s away answers 503', async (_, facts) => {
    api.runtime.accounts.users = async () => {
      throw Object.assign(new Error('x'), facts)
    }
    expect(await api.call('GET', '/users')).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
  })

  test('details never hide the code', async () => {
    api.runtime.accounts.users = async () => {
      throw new AppError('CONFLICT', 'real', [], { code: 'X', message: 'Y', more: 1 })
    }
    expect((await api.call('GET', '/users')).body).toEqual({ code: 'CONFLICT', message: 'real', issues: [], more: 1 })
  })
})

describe('text that cannot be kept is refused', () => {
  test.each([
    ['a header that would vanish', 'POST', '/routes', '{"name":"a","service":"a","headers":{"__proto__":["1"]}}', ['headers', '__proto__']],
    ['a field that would vanish', 'POST', '/apply', '{"objects":[],"__proto__":{}}', ['__proto__']],
    ['a rewrite target of two lines', 'POST', '/routes', { name: 'a', service: 'a', hosts: ['a.test'], rewriteTarget: '/\n' }, ['rewriteTarget']],
    ['a replacement of two lines', 'POST', '/routes', { name: 'a', service: 'a', hosts: ['a.test'], filters: [{ type: 'rewritePath', mode: 'regex', pattern: 'a', replacement: '\r\n' }] }, ['filters', 0, 'replacement']],
    ['a tag', 'POST', '/upstreams', { name: 'a', tags: ['ok', 'a\0b'] }, ['tags', 1]],
    ['a tag of two lines', 'POST', '/upstreams', { name: 'a', tags: ['a\nb'] }, ['tags', 0]],
    ['half a character', 'POST', '/services', { name: 'a', host: 'a.test', path: '/\ud800' }, ['path']],
    ['a name of a field', 'POST', '/upstreams', { name: 'a', 'x\0': 1 }, []],
    ['the comment of an apply', 'POST', '/apply', { objects: [], comment: 'a\0' }, ['comment']],
    ['a search', 'GET', '/routes?q=%00', undefined, ['q']],
    ['a name in the address', 'GET', '/routes/%00', undefined, ['name']],
    ['who signs in', 'POST', '/session', { username: 'a\0', password: 'x' }, ['username']],
  ] as const)('%s', async (_, method, address, body, path) => {
    const answer = await api.call(method, address, body === undefined ? {} : { body })
    expect([answer.status, answer.body.issues[0]?.path]).toEqual([422, path])
  })

  test('a certificate keeps its lines, and a comment loses its control characters', async () => {
    const headers = { 'sluice-comment': 'why%0Anot%07' }
    expect((await api.call('POST', '/upstreams', { body: { name: 'a' }, headers })).status).toBe(201)
    const { body } = await api.call('GET', '/revisions?limit=1')
    expect(body.items[0].comment).toBe('why\nnot')
  })
})
