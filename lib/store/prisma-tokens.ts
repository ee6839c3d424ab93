import { LAST_USED_STEP_MS, noSuchToken, tokenExists } from './account-rules.ts'
import type { Accounts, Role, Token } from './accounts.ts'
import type { Database, Transaction } from './database.ts'

type Alone = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>
type Row = { name: string; role: string; createdBy: string; createdAt: Date; lastUsedAt: Date | null }

const tokenOf = ({ name, role, createdBy, createdAt, lastUsedAt }: Row): Token => ({
  name,
  role: role as Role,
  createdBy,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})

export function prismaTokens(
  db: Database,
  alone: Alone,
  clock: () => Date,
): Pick<Accounts, 'tokens' | 'createToken' | 'tokenByHash' | 'deleteToken'> {
  return {
    async tokens() {
      const rows = await db.reader.token.findMany()
      return rows.map(tokenOf).sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    createToken: (token) =>
      alone(async (transaction) => {
        if (await transaction.token.findUnique({ where: { name: token.name } })) throw tokenExists(token.name)
        return tokenOf(await transaction.token.create({ data: { ...token, createdAt: clock() } }))
      }),
    async tokenByHash(tokenHash) {
      const row = await db.reader.token.findUnique({ where: { tokenHash } })
      if (!row) return null
      const now = clock()
      if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() >= LAST_USED_STEP_MS) {
        await db.write((transaction) => transaction.token.updateMany({ where: { tokenHash }, data: { lastUsedAt: now } }))
      }
      return tokenOf(row)
    },
    async deleteToken(name) {
      const { count } = await db.write((transaction) => transaction.token.deleteMany({ where: { name } }))
      if (count === 0) throw noSuchToken(name)
    },
  }
}
