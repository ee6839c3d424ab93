import { beforeEach, describe, expect, test } from 'vitest'
import { PASSWORD, SETUP_TOKEN, startApi, type Answer, type Api } from './harness.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})

const setup = (over: object = {}) =>
  api.call('POST', '/setup', { as: 'nobody', body: { token: SETUP_TOKEN, username: 'anna', password: PASSWORD, ...over } })
const signIn = (username: string, password: string, headers = {}) =>
  api.call('POST', '/session', { as: 'nobody', body: { username, password }, headers })
const cookieOf = (answer: Answer) => ({ cookie: answer.headers.get('set-cookie')!.split(';')[0]! })
const asCookie = (answer: Answer) => ({ as: 'nobody' as const, headers: cookieOf(answer) })

describe('setup', () => {
  test('makes the first admin and signs in, once', async () => {
    expect((await api.call('GET', '/setup', { as: 'nobody' })).body).toEqual({ needed: true })
    const first = await setup()
    expect([first.status, first.body]).toEqual([201, { user: { name: 'anna', role: 'admin', mustChangePassword: false } }])
    expect((await api.call('GET', '/session', asCookie(first))).body).toMatchObject({ user: { name: 'anna' }, via: 'session' })
    expect((await setup()).status).toBe(410)
    expect((await api.call('GET', '/setup', { as: 'nobody' })).body).toEqual({ needed: false })
  })

  test.each([
    [{ token: 'another-token-here' }, 403, undefined],
    [{ password: 'short' }, 422, 'password'],
    [{ username: 'no spaces' }, 422, 'username'],
  ])('%j is refused', async (over, status, field) => {
    const answer = await setup(over)
    expect([answer.status, answer.body.issues[0]?.path[0]]).toEqual([status, field])
    expect((await api.call('GET', '/setup')).body.needed).toBe(true)
  })
})

describe('session', () => {
  beforeEach(async () => {
    await setup()
  })

  test('sign in gives a cookie that scripts of a page cannot read', async () => {
    const cookie = (await signIn('anna', PASSWORD)).headers.get('set-cookie')!
    expect(cookie).toMatch(/^sluice_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
    const secure = await signIn('anna', PASSWORD, { 'x-forwarded-proto': 'https' })
    expect(secure.headers.get('set-cookie')).toContain('; Secure')
  })

  test('a wrong password and an unknown name get the same answer', async () => {
    const [wrong, unknown] = [await signIn('anna', 'wrong'), await signIn('nobody', 'wrong')]
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body])
  })

  test('failures slow it down, also with the right password', async () => {
    for (let failure = 0; failure < 6; failure++) await signIn('anna', 'wrong')
    const slowed = await signIn('anna', PASSWORD)
    expect([slowed.status, slowed.body.code]).toEqual([429, 'TOO_MANY_REQUESTS'])
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    api.clock.now = new Date(api.clock.now.getTime() + 3_600_000)
    expect((await signIn('anna', PASSWORD)).status).toBe(200)
  })

  test('sign out ends this session, or all', async () => {
    const [one, two, three] = [await signIn('anna', PASSWORD), await signIn('anna', PASSWORD), await signIn('anna', PASSWORD)]
    const isAlive = async (answer: Answer) => (await api.call('GET', '/session', asCookie(answer))).status === 200
    const out = await api.call('DELETE', '/session', asCookie(one))
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect([await isAlive(one), await isAlive(two)]).toEqual([false, true])
    await api.call('DELETE', '/session?everywhere=true', asCookie(two))
    expect([await isAlive(two), await isAlive(three)]).toEqual([false, false])
  })

  test('a new password ends the other sessions and keeps this one', async () => {
    const [mine, other] = [await signIn('anna', PASSWORD), await signIn('anna', PASSWORD)]
    const body = { current: PASSWORD, next: 'another good one' }
    const changed = await api.call('POST', '/session/password', { ...asCookie(mine), body })
    expect(changed.status).toBe(204)
    expect((await api.call('GET', '/session', asCookie(changed))).status).toBe(200)
    expect((await api.call('GET', '/session', asCookie(other))).status).toBe(401)
    expect((await signIn('anna', body.next)).status).toBe(200)
  })

  test('the current password must be right', async () => {
    const { status, body } = await api.call('POST', '/session/password', { ...asCookie(await signIn('anna', PASSWORD)), body: { current: 'wrong', next: 'another good one' } })
    expect([status, body.issues[0].path]).toEqual([422, ['current']])
  })

  test('a token has no session to end', async () => {
    expect((await api.call('DELETE', '/session')).status).toBe(403)
  })
})

describe('users', () => {
  test('an invited one must choose a password before anything else', async () => {
    const { status, body } = await api.call('POST', '/users', { body: { name: 'bert', role: 'editor' } })
    expect([status, body.object]).toEqual([201, expect.objectContaining({ name: 'bert', role: 'editor', mustChangePassword: true })])
    const session = await signIn('bert', body.password)
    const refused = await api.call('GET', '/routes', asCookie(session))
    expect([refused.status, refused.body.mustChangePassword]).toEqual([403, true])
    const changed = await api.call('POST', '/session/password', { ...asCookie(session), body: { current: body.password, next: 'a good password' } })
    expect((await api.call('GET', '/routes', asCookie(changed))).status).toBe(200)
  })

  test('a given password is not shown again and need not be changed', async () => {
    const made = await api.call('POST', '/users', { body: { name: 'bert', role: 'viewer', password: PASSWORD } })
    expect([made.status, made.text.includes(PASSWORD)]).toEqual([201, false])
    expect((await api.call('GET', '/routes', asCookie(await signIn('bert', PASSWORD)))).status).toBe(200)
  })

  test('disabling ends the sessions', async () => {
    await api.call('POST', '/users', { body: { name: 'bert', role: 'viewer', password: PASSWORD } })
    const session = await signIn('bert', PASSWORD)
    expect((await api.call('PATCH', '/users/bert', { body: { disabled: true } })).body.object.disabled).toBe(true)
    expect((await api.call('GET', '/session', asCookie(session))).status).toBe(401)
    expect((await signIn('bert', PASSWORD)).status).toBe(401)
  })

  test('a reset answers a new password once', async () => {
    await api.call('POST', '/users', { body: { name: 'bert', role: 'viewer', password: PASSWORD } })
    const { body } = await api.call('PATCH', '/users/bert', { body: { resetPassword: true } })
    expect((await signIn('bert', PASSWORD)).status).toBe(401)
    expect((await signIn('bert', body.password)).body.user.mustChangePassword).toBe(true)
  })

  test('the last admin stays', async () => {
    await setup()
    for (const body of [{ role: 'viewer' }, { disabled: true }]) expect((await api.call('PATCH', '/users/anna', { body })).status).toBe(409)
    expect((await api.call('DELETE', '/users/anna')).status).toBe(409)
  })

  test('are listed without their hashes', async () => {
    await setup()
    const { text, body } = await api.call('GET', '/users')
    expect([body.total, text.includes('argon2')]).toEqual([1, false])
  })
})

describe('tokens', () => {
  test('the secret is shown once and works until it is revoked', async () => {
    const { status, body } = await api.call('POST', '/tokens', { body: { name: 'ci', role: 'viewer' } })
    expect([status, body]).toEqual([201, { object: expect.objectContaining({ name: 'ci' }), token: expect.stringMatching(/^slc_/), name: 'ci', role: 'viewer' }])
    const use = () => api.call('GET', '/routes', { as: 'nobody', headers: { authorization: `Bearer ${body.token}` } })
    expect((await use()).status).toBe(200)
    expect((await api.call('GET', '/tokens')).text).not.toContain(body.token)
    expect((await api.call('DELETE', '/tokens/ci')).status).toBe(204)
    expect((await use()).status).toBe(401)
  })
})

test('the audit names sign-ins, failed ones too, account changes and writes', async () => {
  const session = await setup()
  await signIn('anna', 'wrong')
  await api.call('POST', '/tokens', { ...asCookie(session), body: { name: 'ci', role: 'viewer' } })
  await api.call('POST', '/upstreams', { ...asCookie(session), body: { name: 'shop' } })
  const { body } = await api.call('GET', '/audit')
  expect(body.items.map((entry: { actor: string; action: string; address: string }) => [entry.actor, entry.action, entry.address])).toEqual([
    ['anna', 'upstreams.create', '192.0.2.1'],
    ['anna', 'tokens.create', '192.0.2.1'],
    ['anna', 'session.refused', '192.0.2.1'],
    ['anna', 'setup', '192.0.2.1'],
  ])
})

test('a wait is in the audit once, however often it is tried meanwhile', async () => {
  await setup()
  for (let n = 0; n < 5; n++) expect((await signIn('anna', 'wrong')).status).toBe(401)
  for (let n = 0; n < 3; n++) expect((await signIn('anna', 'wrong')).status).toBe(429)
  const { body } = await api.call('GET', '/audit')
  const refused = body.items.filter((entry: { action: string }) => entry.action === 'session.refused')
  expect(refused.map((entry: { detail: string }) => entry.detail)).toEqual(['wrong; further tries wait 1 s', 'wrong', 'wrong', 'wrong', 'wrong'])
})

test('a stolen session is no way to guess the password, many at once neither', async () => {
  const session = await setup()
  const guess = () => api.call('POST', '/session/password', { ...asCookie(session), body: { current: 'wrong', next: 'another long one' } })
  const statuses = (await Promise.all(Array.from({ length: 12 }, guess))).map(({ status }) => status)
  expect(statuses.filter((status) => status === 422)).toHaveLength(5)
  expect(statuses.filter((status) => status === 429)).toHaveLength(7)
})
