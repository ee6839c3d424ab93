import type { Accounts, User } from '#lib/store/accounts.ts'
import { verifyPassword } from './password.ts'
import { beginAttempt, signInDelay } from './throttle.ts'
import { hashToken, newSessionToken } from './tokens.ts'

/** A session ends seven days after its sign-in, whatever is done in it. */
export const SESSION_SECONDS = 7 * 86_400

/** `seconds`: how long further tries wait, 0 = not at all. */
export type SignInResult =
  { ok: true; user: User; token: string } | { ok: false; reason: 'wrong'; seconds: number } | { ok: false; reason: 'throttled'; seconds: number }

/** Starts a session. @returns the value of its cookie */
export async function startSession(accounts: Pick<Accounts, 'createSession'>, user: string, now: Date): Promise<string> {
  const token = newSessionToken()
  await accounts.createSession(user, hashToken(token), new Date(now.getTime() + SESSION_SECONDS * 1000))
  return token
}

/**
 * Checks name and password and starts a session. Unknown, disabled and wrong are one answer in one time; failures slow
 * down the account and the address.
 */
export async function signIn(
  accounts: Accounts,
  given: { username: string; password: string; address: string; now: Date },
): Promise<SignInResult> {
  const { username, password, address, now } = given
  const attempt = await beginAttempt(accounts, username, address, now)
  if (!attempt.succeeded) return { ok: false, reason: 'throttled', seconds: attempt.seconds }
  const found = await accounts.userWithHash(username)
  const isRight = await verifyPassword(found?.passwordHash ?? null, password)
  if (!found || !isRight || found.user.disabled) {
    return { ok: false, reason: 'wrong', seconds: await signInDelay(accounts, username, address, now) }
  }
  await attempt.succeeded()
  return { ok: true, user: found.user, token: await startSession(accounts, found.user.name, now) }
}
