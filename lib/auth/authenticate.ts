import type { Accounts, Role } from '#lib/store/accounts.ts'
import { readCookie, SESSION_COOKIE } from './cookie.ts'
import { hashToken } from './tokens.ts'

/** Who calls. A session's id is the hash of its cookie. */
export type Actor =
  | { via: 'anonymous' }
  | { via: 'session'; name: string; role: Role; mustChangePassword: boolean; sessionId: string }
  | { via: 'token'; name: string; role: Role }

const ANONYMOUS: Actor = { via: 'anonymous' }

/**
 * Reads who calls from the request's headers: a bearer token, else the session cookie. A bearer token that is not valid
 * is nobody; it does not fall back to the cookie.
 */
export async function authenticate(headers: Headers, accounts: Pick<Accounts, 'sessionByHash' | 'tokenByHash'>): Promise<Actor> {
  const authorization = headers.get('authorization')
  if (authorization !== null) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    const token = bearer === undefined ? null : await accounts.tokenByHash(hashToken(bearer))
    return token ? { via: 'token', name: token.name, role: token.role } : ANONYMOUS
  }
  const cookie = readCookie(headers.get('cookie'), SESSION_COOKIE)
  if (!cookie) return ANONYMOUS
  const sessionId = hashToken(cookie)
  const session = await accounts.sessionByHash(sessionId)
  if (!session) return ANONYMOUS
  const { name, role, mustChangePassword } = session.user
  return { via: 'session', name, role, mustChangePassword, sessionId }
}
