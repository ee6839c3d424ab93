import { AppError } from '#lib/errors.ts'
import type { User } from './accounts.ts'
import { notFound } from './refusals.ts'

export const noSuchUser = (name: string): AppError => notFound(`user ${name}`)
export const noSuchToken = (name: string): AppError => notFound(`token ${name}`)
export const userExists = (name: string): AppError => new AppError('CONFLICT', `User ${name} exists already`)
export const tokenExists = (name: string): AppError => new AppError('CONFLICT', `Token ${name} exists already`)

type Standing = Pick<User, 'name' | 'role' | 'disabled'>

/**
 * Refuses a change after which nobody could administer Sluice.
 * @param after the user as it would be, or null if it is deleted
 * @throws {AppError} CONFLICT
 */
export function keepAnAdmin(users: Standing[], name: string, after: Standing | null): void {
  const isAdmin = (user: Standing) => user.role === 'admin' && !user.disabled
  const before = users.find((user) => user.name === name)
  if (!before || !isAdmin(before) || (after && isAdmin(after))) return
  if (!users.some((user) => user.name !== name && isAdmin(user))) throw new AppError('CONFLICT', `${name} is the last enabled admin`)
}

/** A token's last use is written at most once in this time, so that a busy script is not a stream of writes. */
export const LAST_USED_STEP_MS = 60_000

/** Failed sign-ins are counted anew when the last one is older than this. */
export const FAILURES_FORGOTTEN_MS = 60 * 60_000

/** Audit entries older than this are deleted. */
export const AUDIT_KEPT_MS = 90 * 24 * 60 * 60_000

/** They are looked for once in this time: a search at each write would cost more than the write. */
export const AUDIT_PRUNE_STEP_MS = 60 * 60_000
