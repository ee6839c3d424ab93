import { hash, verify } from '@node-rs/argon2'

const MIN_LENGTH = 8
const MAX_LENGTH = 256

/** Why a new password is refused; null if it is good. */
export type PasswordProblem = 'tooShort' | 'tooLong' | 'sameAsName'

/** At least 8 characters (NIST SP 800-63B §5.1.1), at most 256, and not the user's name. */
export function passwordProblem(password: string, userName: string): PasswordProblem | null {
  if (password.length < MIN_LENGTH) return 'tooShort'
  if (password.length > MAX_LENGTH) return 'tooLong'
  return password.toLowerCase() === userName.toLowerCase() ? 'sameAsName' : null
}

// The same letters arrive composed or not, by keyboard and system (NIST SP 800-63B §5.1.1.2).
const normal = (password: string) => password.slice(0, MAX_LENGTH + 1).normalize('NFKC')

/** Argon2id with the library's defaults (19 MiB, 2 passes: OWASP's recommendation), as a PHC string. */
export const hashPassword = (password: string): Promise<string> => hash(normal(password))

let dummy: Promise<string> | undefined

/**
 * Whether the password belongs to the hash. Without a hash (an unknown user) it does the same work and answers false, so
 * that the time taken does not tell who exists.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  dummy ??= hash('no password has this hash')
  const isSame = await verify(passwordHash ?? (await dummy), normal(password))
  return passwordHash !== null && isSame
}
