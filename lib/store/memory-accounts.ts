import { AUDIT_KEPT_MS, FAILURES_FORGOTTEN_MS, keepAnAdmin, noSuchToken, noSuchUser, tokenExists, userExists } from './account-rules.ts'
import type { Accounts, AuditEntry, Failures, Token, User } from './accounts.ts'
import { limitOf, numberCursor, numberPosition } from './page.ts'

type UserRow = { user: User; passwordHash: string }

const byName = <T extends { name: string }>(items: T[]) => structuredClone(items).sort((a, b) => (a.name < b.name ? -1 : 1))

/** Accounts that live as long as the process: for tests. */
export function memoryAccounts(clock: () => Date = () => new Date()): Accounts {
  const users = new Map<string, UserRow>()
  const sessions = new Map<string, { user: string; createdAt: string; expiresAt: string }>()
  const tokens = new Map<string, { token: Token; tokenHash: string }>()
  const failures = new Map<string, Failures>()
  let audit: AuditEntry[] = []
  let audited = 0
  const now = () => clock().toISOString()

  const find = (name: string) => {
    const row = users.get(name)
    if (!row) throw noSuchUser(name)
    return row
  }
  const endSessions = (user: string, exceptHash?: string) => {
    for (const [hash, session] of sessions) if (session.user === user && hash !== exceptHash) sessions.delete(hash)
  }
  const add = (given: Parameters<Accounts['createUser']>[0]) => {
    if (users.has(given.name)) throw userExists(given.name)
    const { passwordHash, ...rest } = given
    const user: User = { ...rest, disabled: false, createdAt: now(), lastSignInAt: null }
    users.set(user.name, { user, passwordHash })
    return structuredClone(user)
  }
  const remembered = (key: string) => {
    const found = failures.get(key)
    return found && clock().getTime() - found.lastAt.getTime() < FAILURES_FORGOTTEN_MS ? found : null
  }
  const all = () => [...users.values()].map((row) => row.user)

  return {
    userCount: async () => users.size,
    createFirstAdmin: async (name, passwordHash) =>
      users.size > 0 ? null : add({ name, role: 'admin', passwordHash, mustChangePassword: false }),
    users: async () => byName(all()),
    userWithHash: async (name) => structuredClone(users.get(name) ?? null),
    createUser: async (user) => add(user),
    async updateUser(name, { passwordHash, ...change }) {
      const row = find(name)
      const after = { ...row.user, ...change }
      keepAnAdmin(all(), name, after)
      if (passwordHash !== undefined || after.role !== row.user.role || after.disabled !== row.user.disabled) endSessions(name)
      users.set(name, { user: after, passwordHash: passwordHash ?? row.passwordHash })
      return structuredClone(after)
    },
    async deleteUser(name) {
      find(name)
      keepAnAdmin(all(), name, null)
      endSessions(name)
      users.delete(name)
    },
    async createSession(user, tokenHash, expiresAt) {
      find(user).user.lastSignInAt = now()
      sessions.set(tokenHash, { user, createdAt: now(), expiresAt: expiresAt.toISOString() })
    },
    async sessionByHash(tokenHash) {
      const session = sessions.get(tokenHash)
      if (!session || session.expiresAt <= now() || find(session.user).user.disabled) return null
      return structuredClone({ id: tokenHash, ...session, user: find(session.user).user })
    },
    deleteSession: async (tokenHash) => void sessions.delete(tokenHash),
    deleteSessionsOf: async (user, exceptHash) => endSessions(user, exceptHash),
    tokens: async () => byName([...tokens.values()].map((row) => row.token)),
    async createToken({ tokenHash, ...given }) {
      if (tokens.has(given.name)) throw tokenExists(given.name)
      const token: Token = { ...given, createdAt: now(), lastUsedAt: null }
      tokens.set(token.name, { token, tokenHash })
      return structuredClone(token)
    },
    async tokenByHash(tokenHash) {
      const row = [...tokens.values()].find((candidate) => candidate.tokenHash === tokenHash)
      if (!row) return null
      const before = structuredClone(row.token)
      row.token.lastUsedAt = now()
      return before
    },
    async deleteToken(name) {
      if (!tokens.delete(name)) throw noSuchToken(name)
    },
    failures: async (key) => structuredClone(remembered(key)),
    async recordFailure(key) {
      const recorded = { count: (remembered(key)?.count ?? 0) + 1, lastAt: clock() }
      failures.set(key, recorded)
      return { ...recorded }
    },
    async takeBackFailure(key, recorded, lastAt) {
      const found = failures.get(key)
      if (!found) return
      const isLast = lastAt !== null && found.lastAt.getTime() === recorded.lastAt.getTime()
      if (found.count <= 1) failures.delete(key)
      else failures.set(key, { count: found.count - 1, lastAt: isLast ? lastAt : found.lastAt })
    },
    clearFailures: async (key) => void failures.delete(key),
    async audit(entry) {
      const oldest = clock().getTime() - AUDIT_KEPT_MS
      audit = audit.filter(({ at }) => Date.parse(at) >= oldest)
      audit.push({ ...entry, id: String(++audited), at: now() })
    },
    async auditEntries({ limit, cursor }) {
      const before = numberPosition(cursor)
      const rest = audit.filter((entry) => before === null || Number(entry.id) < before).reverse()
      const items = structuredClone(rest.slice(0, limitOf(limit)))
      return { items, next: rest.length > items.length ? numberCursor(Number(items.at(-1)!.id)) : null, total: audit.length }
    },
  }
}
