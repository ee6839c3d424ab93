import { beforeEach, describe, expect, test } from 'vitest'
import type { Accounts } from '#lib/store/accounts.ts'
import { memoryAccounts } from '#lib/store/memory-accounts.ts'
import { authenticate } from './authenticate.ts'
import { hashPassword } from './password.ts'
import { allows } from './roles.ts'
import { SESSION_SECONDS, signIn, startSession } from './sign-in.ts'
import { hashToken, newApiToken } from './tokens.ts'

let now: Date
let accounts: Accounts

beforeEach(async () => {
  now = new Date(Date.UTC(2026, 0, 1))
  accounts = memoryAccounts(() => now)
  await accounts.createFirstAdmin('root', 'no hash')
})

const who = (headers: Record<string, string>) => authenticate(new Headers(headers), accounts)

describe('a session', () => {
  test('is the user of its cookie, for seven days', async () => {
    const token = await startSession(accounts, 'root', now)
    const cookie = `theme=dark; sluice_session=${token}; other=1`
    expect(await who({ cookie })).toEqual({
      via: 'session',
      name: 'root',
      role: 'admin',
      mustChangePassword: false,
      sessionId: hashToken(token),
    })
    now = new Date(now.getTime() + SESSION_SECONDS * 1000)
    expect(await who({ cookie })).toEqual({ via: 'anonymous' })
  })

  test('is not known by its hash, which is what the database holds', async () => {
    const token = await startSession(accounts, 'root', now)
    expect(await who({ cookie: `sluice_session=${hashToken(token)}` })).toEqual({ via: 'anonymous' })
  })

  test('of a disabled user is nobody', async () => {
    await accounts.createUser({ name: 'anna', role: 'editor', passwordHash: 'x', mustChangePassword: true })
    const cookie = `sluice_session=${await startSession(accounts, 'anna', now)}`
    expect(await who({ cookie })).toMatchObject({ name: 'anna', mustChangePassword: true })
    await accounts.updateUser('anna', { disabled: true })
    expect(await who({ cookie })).toEqual({ via: 'anonymous' })
  })
})

describe('an API token', () => {
  test('is an actor of its own', async () => {
    const token = newApiToken()
    await accounts.createToken({ name: 'ci', role: 'editor', createdBy: 'root', tokenHash: hashToken(token) })
    for (const authorization of [`Bearer ${token}`, `bearer  ${token}`]) {
      expect(await who({ authorization })).toEqual({ via: 'token', name: 'ci', role: 'editor' })
    }
    await accounts.deleteToken('ci')
    expect(await who({ authorization: `Bearer ${token}` })).toEqual({ via: 'anonymous' })
  })

  test.each(['Bearer', 'Bearer x', 'Basic cm9vdDp4', ''])('a wrong header "%s" is not made good by a cookie', async (authorization) => {
    const cookie = `sluice_session=${await startSession(accounts, 'root', now)}`
    expect(await who({ authorization, cookie })).toEqual({ via: 'anonymous' })
  })
})

describe('sign-in', () => {
  const attempt = (password: string, username = 'anna') => signIn(accounts, { username, password, address: '10.0.0.1', now })
  beforeEach(async () => {
    await accounts.createUser({
      name: 'anna',
      role: 'viewer',
      passwordHash: await hashPassword('correct horse'),
      mustChangePassword: false,
    })
  })

  test('gives a session', async () => {
    const result = await attempt('correct horse')
    expect(result).toMatchObject({ ok: true, user: { name: 'anna' } })
    const cookie = `sluice_session=${result.ok ? result.token : ''}`
    expect(await who({ cookie })).toMatchObject({ name: 'anna', role: 'viewer' })
    expect((await accounts.users()).find((user) => user.name === 'anna')!.lastSignInAt).toBe(now.toISOString())
  })

  test('answers the same for a wrong password, an unknown name and a disabled account', async () => {
    expect(await attempt('wrong horse')).toMatchObject({ ok: false, reason: 'wrong' })
    expect(await attempt('correct horse', 'nobody')).toMatchObject({ ok: false, reason: 'wrong' })
    await accounts.updateUser('anna', { disabled: true })
    expect(await attempt('correct horse')).toMatchObject({ ok: false, reason: 'wrong' })
  })

  test('is slowed down after five mistakes, also for the right password, and then works', async () => {
    for (let n = 0; n < 5; n++) expect(await attempt('wrong horse')).toMatchObject({ ok: false, reason: 'wrong' })
    expect(await attempt('correct horse')).toEqual({ ok: false, reason: 'throttled', seconds: 1 })
    now = new Date(now.getTime() + 1000)
    expect(await attempt('correct horse')).toMatchObject({ ok: true })
    expect(await attempt('wrong horse')).toMatchObject({ ok: false, reason: 'wrong' })
  })

  test('many successes from one address are no failures', async () => {
    for (let n = 0; n < 25; n++) expect(await attempt('correct horse')).toMatchObject({ ok: true })
  })
})

test('each role may do what the ones before it may', () => {
  const roles = ['viewer', 'editor', 'admin'] as const
  expect(roles.map((role) => roles.map((needed) => allows(role, needed)))).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ])
})
