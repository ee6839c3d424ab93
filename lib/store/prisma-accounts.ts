import { keepAnAdmin, noSuchUser, userExists } from './account-rules.ts'
import type { Accounts, Role, Session, User } from './accounts.ts'
import { lockExclusively, type Database, type Transaction } from './database.ts'
import { prismaAudit } from './prisma-audit.ts'
import { prismaFailures } from './prisma-failures.ts'
import { prismaTokens } from './prisma-tokens.ts'

type UserRow = { name: string; role: string; disabled: boolean; mustChangePassword: boolean; createdAt: Date; lastSignInAt: Date | null }

const COLUMNS = { name: true, role: true, disabled: true, mustChangePassword: true, createdAt: true, lastSignInAt: true } as const

const userOf = ({ name, role, disabled, mustChangePassword, createdAt, lastSignInAt }: UserRow): User => ({
  name,
  role: role as Role,
  disabled,
  mustChangePassword,
  createdAt: createdAt.toISOString(),
  lastSignInAt: lastSignInAt?.toISOString() ?? null,
})

const byName = (a: User, b: User) => (a.name < b.name ? -1 : 1)

/** `Accounts` in a database. */
export function prismaAccounts(db: Database, clock: () => Date): Accounts {
  const { reader } = db
  const alone = <T>(work: (transaction: Transaction) => Promise<T>) =>
    db.write(async (transaction) => {
      await lockExclusively(db, transaction)
      return work(transaction)
    })
  const allUsers = async (client: Transaction) => (await client.user.findMany({ select: COLUMNS })).map(userOf).sort(byName)
  const insert = async (transaction: Transaction, user: Parameters<Accounts['createUser']>[0]) =>
    userOf(await transaction.user.create({ data: { ...user, createdAt: clock() } }))

  return {
    userCount: () => reader.user.count(),
    createFirstAdmin: (name, passwordHash) =>
      alone(async (transaction) => {
        if ((await transaction.user.count()) > 0) return null
        return insert(transaction, { name, role: 'admin', passwordHash, mustChangePassword: false })
      }),
    users: () => allUsers(reader),
    async userWithHash(name) {
      const row = await reader.user.findUnique({ where: { name } })
      return row && { user: userOf(row), passwordHash: row.passwordHash }
    },
    createUser: (user) =>
      alone(async (transaction) => {
        if (await transaction.user.findUnique({ where: { name: user.name } })) throw userExists(user.name)
        return insert(transaction, user)
      }),
    updateUser: (name, change) =>
      alone(async (transaction) => {
        const users = await allUsers(transaction)
        const before = users.find((user) => user.name === name)
        if (!before) throw noSuchUser(name)
        const { role = before.role, disabled = before.disabled } = change
        keepAnAdmin(users, name, { name, role, disabled })
        if (change.passwordHash !== undefined || role !== before.role || disabled !== before.disabled) {
          await transaction.session.deleteMany({ where: { userName: name } })
        }
        return userOf(await transaction.user.update({ where: { name }, data: change }))
      }),
    deleteUser: (name) =>
      alone(async (transaction) => {
        const users = await allUsers(transaction)
        if (!users.some((user) => user.name === name)) throw noSuchUser(name)
        keepAnAdmin(users, name, null)
        await transaction.user.delete({ where: { name } })
      }),
    createSession: (user, tokenHash, expiresAt) =>
      db.write(async (transaction) => {
        const now = clock()
        const { count } = await transaction.user.updateMany({ where: { name: user }, data: { lastSignInAt: now } })
        if (count === 0) throw noSuchUser(user)
        await transaction.session.deleteMany({ where: { expiresAt: { lte: now } } })
        await transaction.session.create({ data: { tokenHash, userName: user, createdAt: now, expiresAt } })
      }),
    async sessionByHash(tokenHash): Promise<Session | null> {
      const row = await reader.session.findUnique({ where: { tokenHash }, include: { user: { select: COLUMNS } } })
      if (!row || row.expiresAt <= clock() || row.user.disabled) return null
      return { id: tokenHash, user: userOf(row.user), createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString() }
    },
    deleteSession: (tokenHash) => db.write(async (transaction) => void (await transaction.session.deleteMany({ where: { tokenHash } }))),
    deleteSessionsOf: (user, exceptHash) =>
      db.write(async (transaction) => {
        const others = exceptHash === undefined ? {} : { tokenHash: { not: exceptHash } }
        await transaction.session.deleteMany({ where: { userName: user, ...others } })
      }),
    ...prismaTokens(db, alone, clock),
    ...prismaFailures(db, alone, clock),
    ...prismaAudit(db, clock),
  }
}
