export const ROLES = ['viewer', 'editor', 'admin'] as const
export type Role = (typeof ROLES)[number]

export type User = {
  name: string
  role: Role
  disabled: boolean
  mustChangePassword: boolean
  createdAt: string
  lastSignInAt: string | null
}
export type Session = { id: string; user: User; createdAt: string; expiresAt: string }
export type Token = { name: string; role: Role; createdBy: string; createdAt: string; lastUsedAt: string | null }
export type AuditEntry = { id: string; at: string; actor: string; action: string; subject: string; detail: string; address: string }

/** Failed sign-ins of one key. */
export type Failures = { count: number; lastAt: Date }

/** Rows of people, their sessions and tokens. Secrets arrive hashed; `lib/auth` hashes and compares. */
export interface Accounts {
  userCount(): Promise<number>
  /** Creates the first admin, or returns null if any user exists; safe when two ask at once. */
  createFirstAdmin(name: string, passwordHash: string): Promise<User | null>
  users(): Promise<User[]>
  /** With its hash, for sign-in. */
  userWithHash(name: string): Promise<{ user: User; passwordHash: string } | null>
  /** @throws {AppError} CONFLICT */
  createUser(user: { name: string; role: Role; passwordHash: string; mustChangePassword: boolean }): Promise<User>
  /** A change of password, role or `disabled` ends the user's sessions. @throws {AppError} NOT_FOUND, CONFLICT: the last enabled admin */
  updateUser(name: string, change: { role?: Role; disabled?: boolean; passwordHash?: string; mustChangePassword?: boolean }): Promise<User>
  /** @throws {AppError} NOT_FOUND, CONFLICT for the last enabled admin */
  deleteUser(name: string): Promise<void>
  createSession(user: string, tokenHash: string, expiresAt: Date): Promise<void>
  /** Null if unknown, expired, or the user is disabled. */
  sessionByHash(tokenHash: string): Promise<Session | null>
  deleteSession(tokenHash: string): Promise<void>
  deleteSessionsOf(user: string, exceptHash?: string): Promise<void>
  tokens(): Promise<Token[]>
  /** @throws {AppError} CONFLICT */
  createToken(token: { name: string; role: Role; createdBy: string; tokenHash: string }): Promise<Token>
  tokenByHash(tokenHash: string): Promise<Token | null>
  /** @throws {AppError} NOT_FOUND */
  deleteToken(name: string): Promise<void>
  /** Failed sign-ins of a key (`user:anna`, `address:10.0.0.7`), shared by all replicas. */
  failures(key: string): Promise<Failures | null>
  /** Answers with this one counted. */
  recordFailure(key: string): Promise<Failures>
  /**
   * Takes back one that was recorded.
   * @param recorded what recording it answered
   * @param lastAt of the failure before it, which is the last one again unless another came since
   */
  takeBackFailure(key: string, recorded: Failures, lastAt: Date | null): Promise<void>
  clearFailures(key: string): Promise<void>
  /** Entries are kept for 90 days. */
  audit(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>
  auditEntries(query: { limit: number; cursor?: string }): Promise<{ items: AuditEntry[]; next: string | null; total: number }>
}
