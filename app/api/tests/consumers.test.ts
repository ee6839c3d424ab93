import { beforeEach, describe, expect, test } from 'vitest'
import { startApi, withShop, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
  await api.call('POST', '/consumers', { body: { name: 'anna', customId: 'u-17' } })
})

const PASSWORD = 'tr0ub4dor-of-anna'
const password = (over: object = {}) => ({ name: 'anna-password', consumer: 'anna', type: 'basicAuth', username: 'anna', secret: PASSWORD, ...over })
const key = (over: object = {}) => ({ name: 'anna-key', consumer: 'anna', type: 'keyAuth', ...over })
const create = (body: object) => api.call('POST', '/credentials', { body })
const secretOf = async (name: string) => (await (await api.runtime.stores.open('default')).get('credentials', name))?.object.secret

describe('a password', () => {
  test('stands in no answer: not in a write, a list, a revision, a stale write, a dry run, a restore or the audit', async () => {
    const answers = [
      await create(password()),
      await api.call('GET', '/credentials'),
      await api.call('GET', '/credentials/anna-password'),
      await api.call('PATCH', '/credentials/anna-password?dryRun=true', { body: { secret: `${PASSWORD}2` } }),
      await api.call('PUT', '/credentials/anna-password', { body: password(), headers: { 'if-match': '"9"' } }),
      await api.call('PUT', '/credentials/anna-password', { body: password({ extra: 1 }) }),
      await api.call('DELETE', '/credentials/anna-password'),
      await api.call('GET', '/revisions'),
      await api.call('GET', '/revisions/2'),
      await api.call('POST', '/revisions/2/restore'),
      await api.call('POST', '/apply', { body: { objects: [{ kind: 'credential', ...password() }] } }),
      await api.call('GET', '/audit'),
      await api.call('GET', `/credentials?q=${PASSWORD}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 412, 422, 200, 200, 200, 200, 200, 200, 200])
    for (const { text } of answers) expect(text).not.toContain(PASSWORD)
    expect(answers.at(-1)!.body.total).toBe(0)
  })

  test('is not made: without one the field is named', async () => {
    const { status, body } = await create(password({ secret: undefined }))
    expect([status, body.issues]).toEqual([422, [{ path: ['secret'], message: 'Give the password' }]])
  })

  test('needs a user name, and a key has none', async () => {
    const issues = async (body: object) => (await create(body)).body.issues.map(({ path }: { path: string[] }) => path)
    expect([await issues(password({ username: undefined })), await issues(key({ username: 'anna' }))]).toEqual([[['username']], [['username']]])
  })

  test('stays when what was read is saved again, and where a patch does not name it', async () => {
    await create(password())
    const { body } = await api.call('GET', '/credentials/anna-password')
    expect((await api.call('PUT', '/credentials/anna-password', { body })).body.revision).toBeNull()
    await api.call('PATCH', '/credentials/anna-password', { body: { username: 'ann' } })
    await api.call('PUT', '/credentials/anna-password', { body: { ...body, tags: ['a'] } })
    expect(await secretOf('anna-password')).toBe(PASSWORD)
  })

  test('does not become a key', async () => {
    await create(password())
    const { status, body } = await api.call('PUT', '/credentials/anna-password', { body: key({ name: 'anna-password' }) })
    expect([status, body.issues[0].path]).toEqual([422, ['secret']])
  })

  test('a revision shows that it changed, by a word that cannot be tried at home', async () => {
    await create(password({ secret: 'abc' }))
    await api.call('PATCH', '/credentials/anna-password', { body: { secret: PASSWORD } })
    const { body } = await api.call('GET', '/revisions?kind=credentials&name=anna-password&limit=1')
    const [{ before, after }] = body.items[0].changes
    const word = { redacted: true, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) }
    expect([before.secret, after.secret]).toEqual([word, word])
    expect(before.secret.fingerprint).not.toBe(after.secret.fingerprint)
    // SHA-256 of "abc".
    expect(before.secret.fingerprint).not.toBe('ba7816bf8f01cfea')
  })
})

describe('a key', () => {
  test('is made where none is given, answered once, and another one each time', async () => {
    const [first, second] = [await create(key()), await create(key({ name: 'second' }))]
    expect([first.status, first.body.secret]).toEqual([201, expect.stringMatching(/^[\w-]{32}$/)])
    expect(first.body.secret).not.toBe(second.body.secret)
    expect(await secretOf('anna-key')).toBe(first.body.secret)
    expect(first.body.object).not.toHaveProperty('secret')
    for (const address of ['/credentials/anna-key', '/credentials', '/revisions', '/audit']) {
      expect((await api.call('GET', address)).text).not.toContain(first.body.secret)
    }
  })

  test('that was given is not answered', async () => {
    const { body } = await create(key({ secret: 'a-key-of-her-own' }))
    expect(body).not.toHaveProperty('secret')
  })

  test('is not told by a dry run, which keeps none', async () => {
    const { status, body } = await api.call('POST', '/credentials?dryRun=true', { body: key() })
    expect([status, 'secret' in body, await secretOf('anna-key')]).toEqual([200, false, undefined])
  })

  test('is not made by a write that may be repeated', async () => {
    const put = await api.call('PUT', '/credentials/anna-key', { body: key() })
    const applied = await api.call('POST', '/apply', { body: { objects: [{ kind: 'credential', ...key() }] } })
    expect([put.status, put.body.issues[0].path]).toEqual([422, ['secret']])
    expect([applied.status, applied.body.issues[0].path]).toEqual([422, ['objects', 0, 'secret']])
  })

  test('that another credential has is said', async () => {
    await create(key({ secret: 'the-same' }))
    const { status, body } = await create(key({ name: 'second', secret: 'the-same' }))
    expect([status, body.diagnostics.map(({ code, source }: { code: string; source: { name: string } }) => [code, source.name])]).toEqual([201, [['CREDENTIAL_CONFLICT', 'second']]])
  })
})

describe('references', () => {
  test('a credential of nobody is refused', async () => {
    const { status, body } = await create(key({ consumer: 'ben' }))
    expect([status, body.issues[0].path]).toEqual([422, ['consumer']])
  })

  test('a consumer with credentials, or whom a route names, is not deleted', async () => {
    await withShop(api)
    await create(key())
    await api.call('PATCH', '/routes/shop', { body: { filters: [{ type: 'keyAuth', consumers: ['anna'] }] } })
    const { status, body } = await api.call('DELETE', '/consumers/anna')
    expect([status, body.referrers]).toEqual([409, [{ kind: 'credentials', name: 'anna-key' }, { kind: 'routes', name: 'shop' }]])
    const related = await api.call('GET', '/consumers/anna/related')
    expect(related.body.referredBy).toEqual([{ kind: 'credentials', name: 'anna-key' }, { kind: 'routes', name: 'shop' }])
  })

  test('goes with its credentials in one revision, by an apply that prunes', async () => {
    await create(key())
    await api.call('POST', '/consumers', { body: { name: 'ben' } })
    const objects = [{ kind: 'consumer', name: 'ben' }, { kind: 'credential', ...key({ name: 'ben-key', consumer: 'ben', secret: 'b' }) }]
    const { status } = await api.call('POST', '/apply', { body: { objects, prune: true } })
    const names = async (kind: string) => (await api.call('GET', `/${kind}`)).body.items.map(({ name }: { name: string }) => name)
    expect([status, await names('consumers'), await names('credentials')]).toEqual([200, ['ben'], ['ben-key']])
  })
})

test('a list finds the credentials of a consumer', async () => {
  await create(key())
  await create(password())
  await api.call('POST', '/consumers', { body: { name: 'ben' } })
  await create(key({ name: 'ben-key', consumer: 'ben' }))
  const names = async (q: string) => (await api.call('GET', `/credentials?q=${q}`)).body.items.map(({ name }: { name: string }) => name)
  expect([await names('consumer:anna'), await names('consumer:anna%20type:keyAuth')]).toEqual([['anna-key', 'anna-password'], ['anna-key']])
})

test('a viewer reads and writes nothing', async () => {
  const read = await api.call('GET', '/credentials', { as: 'viewer' })
  const write = await api.call('POST', '/credentials', { as: 'viewer', body: key() })
  expect([read.status, write.status]).toEqual([200, 403])
})

test('the description of the API has the secret where it is sent, and where a new key is answered', async () => {
  const { body } = await api.call('GET', '/openapi.json')
  const { schemas } = body.components
  expect(Object.keys(schemas['credentials.input'].properties)).toContain('secret')
  expect(schemas['credentials.input'].required).not.toContain('secret')
  expect(Object.keys(schemas.credentials.properties)).not.toContain('secret')
  const answerOf = (path: string, method: string, status: number) => body.paths[path][method].responses[status].content['application/json'].schema.properties
  expect([answerOf('/credentials', 'post', 201), answerOf('/credentials/{name}', 'put', 200)].map((properties) => 'secret' in properties)).toEqual([true, false])
})
