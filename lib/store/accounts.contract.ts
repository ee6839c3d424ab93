import { beforeEach, describe, expect, test } from 'vitest'
import type { Accounts, Role } from './accounts.ts'

export type AccountsFixture = {
  /** Empty. The two are connections to one database. */
  open(clock: () => Date): Promise<{ one: Accounts; other: Accounts }>
}

const START = Date.UTC(2026, 0, 1)
const HOUR = 60 * 60_000

/** What every `Accounts` does. */
export function accountsContract(fixture: AccountsFixture): void {
  let one: Accounts
  let other: Accounts
  let now: Date
  const later = (ms: number) => (now = new Date(now.getTime() + ms))
  const make = (name: string, role: Role = 'viewer') =>
    one.createUser({ name, role, passwordHash: `hash of ${name}`, mustChangePassword: true })

  beforeEach(async () => {
    now = new Date(START)
    ;({ one, other } = await fixture.open(() => now))
  })

  describe('users', () => {
    test('the first admin is made once, also when two ask at once', async () => {
      expect(await one.userCount()).toBe(0)
      const made = await Promise.all([one.createFirstAdmin('anna', 'a'), other.createFirstAdmin('ben', 'b')])
      expect(made.filter((user) => user !== null)).toHaveLength(1)
      const [user] = await one.users()
      expect(user).toEqual({
        ...made.find((item) => item !== null)!,
        role: 'admin',
        disabled: false,
        mustChangePassword: false,
        lastSignInAt: null,
      })
      expect(await one.createFirstAdmin('carl', 'c')).toBeNull()
      expect(await other.userCount()).toBe(1)
    })

    test('are listed by name and found with their hash', async () => {
      await make('ben', 'editor')
      const anna = await make('anna')
      expect(anna).toEqual({
        name: 'anna',
        role: 'viewer',
        disabled: false,
        mustChangePassword: true,
        createdAt: now.toISOString(),
        lastSignInAt: null,
      })
      expect((await other.users()).map((user) => user.name)).toEqual(['anna', 'ben'])
      expect(await other.userWithHash('anna')).toEqual({ user: anna, passwordHash: 'hash of anna' })
      expect(await other.userWithHash('Anna')).toBeNull()
    })

    test('have names of their own, also when made at once', async () => {
      const results = await Promise.allSettled([
        make('anna'),
        other.createUser({ name: 'anna', role: 'admin', passwordHash: 'x', mustChangePassword: false }),
      ])
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
      await expect(make('anna')).rejects.toMatchObject({ code: 'CONFLICT' })
    })

    test('change', async () => {
      await make('anna')
      const changed = await other.updateUser('anna', { role: 'editor', passwordHash: 'new', mustChangePassword: false })
      expect(changed).toMatchObject({ name: 'anna', role: 'editor', mustChangePassword: false })
      expect(await one.userWithHash('anna')).toEqual({ user: changed, passwordHash: 'new' })
      await expect(one.updateUser('nobody', { role: 'admin' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test.each<[string, (accounts: Accounts) => Promise<unknown>]>([
      ['demoted', (accounts) => accounts.updateUser('root', { role: 'editor' })],
      ['disabled', (accounts) => accounts.updateUser('root', { disabled: true })],
      ['deleted', (accounts) => accounts.deleteUser('root')],
    ])('the last enabled admin is not %s', async (_, act) => {
      await make('root', 'admin')
      await make('second', 'admin')
      await one.updateUser('second', { disabled: true })
      await make('anna', 'editor')
      await expect(act(one)).rejects.toMatchObject({ code: 'CONFLICT' })
      await one.updateUser('root', { passwordHash: 'new' })
      await one.updateUser('second', { disabled: false })
      await act(one)
    })

    test('two admins who demote each other at once leave one', async () => {
      await make('anna', 'admin')
      await make('ben', 'admin')
      const results = await Promise.allSettled([one.updateUser('anna', { role: 'viewer' }), other.updateUser('ben', { role: 'viewer' })])
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    test('go with their sessions', async () => {
      await make('anna')
      await one.createSession('anna', 'hash', later(HOUR))
      await other.deleteUser('anna')
      expect(await one.sessionByHash('hash')).toBeNull()
      expect(await one.userCount()).toBe(0)
      await expect(one.deleteUser('anna')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })
  })

  describe('sessions', () => {
    const in1h = () => new Date(now.getTime() + HOUR)
    beforeEach(() => make('anna'))

    test('are found by their hash until they expire', async () => {
      await one.createSession('anna', 'hash', in1h())
      const found = await other.sessionByHash('hash')
      expect(found).toMatchObject({
        user: { name: 'anna', lastSignInAt: now.toISOString() },
        createdAt: now.toISOString(),
        expiresAt: in1h().toISOString(),
      })
      expect(await one.sessionByHash('other')).toBeNull()
      later(HOUR)
      expect(await one.sessionByHash('hash')).toBeNull()
    })

    test('end one by one, all but one, or all', async () => {
      for (const hash of ['a', 'b', 'c', 'd']) await one.createSession('anna', hash, in1h())
      const alive = async () => {
        const found = await Promise.all(['a', 'b', 'c', 'd'].map(async (hash) => ((await one.sessionByHash(hash)) ? hash : '')))
        return found.join('')
      }
      await other.deleteSession('a')
      expect(await alive()).toBe('bcd')
      await other.deleteSessionsOf('anna', 'c')
      expect(await alive()).toBe('c')
      await other.deleteSessionsOf('anna')
      expect(await alive()).toBe('')
    })

    test.each([{ role: 'editor' as const }, { passwordHash: 'new' }, { disabled: true }])('end at a change of %j', async (change) => {
      await one.createSession('anna', 'hash', in1h())
      await other.updateUser('anna', change)
      expect(await one.sessionByHash('hash')).toBeNull()
    })

    test('go on when nothing of that changes', async () => {
      await one.createSession('anna', 'hash', in1h())
      await one.updateUser('anna', { role: 'viewer', disabled: false, mustChangePassword: false })
      expect((await one.sessionByHash('hash'))!.user.mustChangePassword).toBe(false)
    })

    test('need a user', async () => {
      await expect(one.createSession('nobody', 'hash', in1h())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })
  })

  describe('tokens', () => {
    const token = (name: string) => ({ name, role: 'editor' as const, createdBy: 'anna', tokenHash: `hash of ${name}` })

    test('are made, found, listed, revoked', async () => {
      const made = await one.createToken(token('ci'))
      expect(made).toEqual({ name: 'ci', role: 'editor', createdBy: 'anna', createdAt: now.toISOString(), lastUsedAt: null })
      await one.createToken(token('backup'))
      expect((await other.tokens()).map((item) => item.name)).toEqual(['backup', 'ci'])
      expect(await other.tokenByHash('hash of ci')).toMatchObject({ name: 'ci', role: 'editor' })
      expect(await other.tokenByHash('ci')).toBeNull()
      await expect(other.createToken(token('ci'))).rejects.toMatchObject({ code: 'CONFLICT' })
      await other.deleteToken('ci')
      expect(await one.tokenByHash('hash of ci')).toBeNull()
      await expect(one.deleteToken('ci')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('tell when they were last used', async () => {
      await one.createToken(token('ci'))
      later(HOUR)
      await one.tokenByHash('hash of ci')
      expect((await other.tokens())[0]!.lastUsedAt).toBe(now.toISOString())
    })
  })

  describe('failures', () => {
    test('are counted by key, for all, until a success or an hour without one', async () => {
      expect(await one.failures('user:anna')).toBeNull()
      for (const accounts of [one, other, one]) await accounts.recordFailure('user:anna')
      expect(await other.failures('user:anna')).toEqual({ count: 3, lastAt: now })
      expect(await other.failures('user:ben')).toBeNull()
      await other.clearFailures('user:anna')
      expect(await one.failures('user:anna')).toBeNull()
      await one.recordFailure('user:anna')
      later(HOUR)
      expect(await one.failures('user:anna')).toBeNull()
      await one.recordFailure('user:anna')
      expect(await one.failures('user:anna')).toEqual({ count: 1, lastAt: now })
    })

    test('one that is taken back leaves the others as they were', async () => {
      const key = 'address:10.0.0.8'
      await one.recordFailure(key)
      const before = (await one.failures(key))!
      later(1000)
      const recorded = await one.recordFailure(key)
      expect(recorded).toEqual({ count: 2, lastAt: now })
      await other.takeBackFailure(key, recorded, before.lastAt)
      expect(await one.failures(key)).toEqual(before)
      const last = await one.recordFailure(key)
      later(1000)
      await one.recordFailure(key)
      await one.takeBackFailure(key, last, before.lastAt)
      expect(await other.failures(key)).toEqual({ count: 2, lastAt: now })
      const alone = await one.recordFailure('address:10.0.0.9')
      await one.takeBackFailure('address:10.0.0.9', alone, null)
      expect(await other.failures('address:10.0.0.9')).toBeNull()
    })

    test('none is lost when many come at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).recordFailure('address:10.0.0.7')))
      expect((await one.failures('address:10.0.0.7'))!.count).toBe(20)
    })
  })

  test('the audit is kept for 90 days', async () => {
    const entry = (action: string) => ({ actor: 'anna', action, subject: '', detail: '', address: '' })
    await one.audit(entry('old'))
    later(60 * 24 * HOUR)
    await one.audit(entry('younger'))
    later(31 * 24 * HOUR)
    await one.audit(entry('new'))
    expect((await other.auditEntries({ limit: 10 })).items.map((item) => item.action)).toEqual(['new', 'younger'])
  })

  test('the audit is read newest first, in pages', async () => {
    const entry = (action: string) => ({ actor: 'anna', action, subject: 'routes/shop', detail: 'd', address: '10.0.0.7' })
    for (const action of ['a', 'b', 'c']) await one.audit(entry(action))
    const first = await other.auditEntries({ limit: 2 })
    expect(first.items.map((item) => item.action)).toEqual(['c', 'b'])
    expect(first.items[0]).toEqual({ ...entry('c'), id: first.items[0]!.id, at: now.toISOString() })
    expect(first.total).toBe(3)
    await one.audit(entry('d'))
    const second = await other.auditEntries({ limit: 2, cursor: first.next! })
    expect([second.items.map((item) => item.action), second.next]).toEqual([['a'], null])
    await expect(one.auditEntries({ limit: 2, cursor: 'mist' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
}
