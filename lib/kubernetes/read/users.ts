import { Credential, type CredentialType } from '#lib/model/credential.ts'
import type { ObjectKey, V1Secret } from '../objects.ts'
import { consumerName } from './names.ts'
import type { Read } from './secret.ts'

/** Someone of a Secret, with their password or key. */
export type User = { name: string; secret: string }

/** `refused`: what of it cannot be used, in words that show none of it but names. */
export type Users = { users: User[]; refused: string[] }

/** A Secret whose users may pass somewhere. */
export type UsersUse = { key: ObjectKey; type: CredentialType }

const textOf = (data: string) => Buffer.from(data, 'base64').toString('utf8').replace(/\r?\n$/, '')

/** How others write hashes of passwords (crypt(3), Apache htpasswd, RFC 2307). */
const HASHES: [RegExp, string][] = [
  [/^\$apr1\$/, 'as Apache does (apr1, MD5)'],
  [/^\$2[abxy]?\$/, 'by bcrypt'],
  [/^\$1\$/, 'by MD5-crypt'],
  [/^\$5\$/, 'by SHA-256-crypt'],
  [/^\$6\$/, 'by SHA-512-crypt'],
  [/^\$(?:y|7)\$/, 'by yescrypt'],
  [/^\$argon2/, 'by Argon2'],
  [/^\{SHA\}/i, 'by SHA-1'],
  [/^\{SSHA\}/i, 'by salted SHA-1'],
  [/^\{CRYPT\}/i, 'by crypt'],
]
const PLAIN = /^\{PLAIN\}/i
// In a password file, what has no mark is read so by others; a password of this form wants {PLAIN}.
const DES = /^[./0-9A-Za-z]{13}$/

const hashOf = (password: string, isFile: boolean): string | undefined =>
  HASHES.find(([mark]) => mark.test(password))?.[1] ?? (isFile && DES.test(password) ? 'by DES-crypt, most likely' : undefined)

type Line = { user: string; text: string; isFile: boolean }

/** Lines `user:password` of htpasswd; what follows a second colon is a comment (nginx auth_basic_user_file). */
function linesOf(file: string, refused: string[]): Line[] {
  return file.split(/\r?\n/).flatMap((line, index): Line[] => {
    if (/^\s*(?:#|$)/.test(line)) return []
    const [, user, text] = /^([^:]+):([^:]*)/.exec(line) ?? []
    if (user === undefined) refused.push(`line ${index + 1} of "auth" is not of the form user:password`)
    return user === undefined ? [] : [{ user, text: text!, isFile: true }]
  })
}

/** Basic authentication: a file of htpasswd in "auth", or one user of the type kubernetes.io/basic-auth, or users as keys. */
function basicLines({ type, data = {} }: V1Secret, refused: string[]): Line[] {
  if (data['auth'] !== undefined) return linesOf(textOf(data['auth']), refused)
  if (type === 'kubernetes.io/basic-auth') return [{ user: textOf(data['username'] ?? ''), text: textOf(data['password'] ?? ''), isFile: false }]
  return keyLines({ data })
}

const keyLines = ({ data = {} }: Pick<V1Secret, 'data'>): Line[] =>
  Object.entries(data).map(([user, text]) => ({ user, text: textOf(text), isFile: false }))

function userOf({ user, text, isFile }: Line, type: CredentialType, refused: string[]): User[] {
  const refuse = (reason: string) => {
    refused.push(`the user "${user}" cannot pass: ${reason}`)
    return []
  }
  const hash = type === 'basicAuth' ? hashOf(text, isFile) : undefined
  if (hash !== undefined) return refuse(`the password is hashed ${hash}, which cannot be verified yet; store it as {PLAIN} and the password`)
  const secret = type === 'basicAuth' ? text.replace(PLAIN, '') : text
  const { error } = Credential.safeParse({ name: 'x', consumer: 'x', type, secret, ...(type === 'basicAuth' ? { username: user } : {}) })
  return error ? refuse(error.issues[0]!.message) : [{ name: user, secret }]
}

// As many as a filter may list.
const MOST = 1000

function readUsers(secret: V1Secret, type: CredentialType): Read<Users> {
  const refused: string[] = []
  const users = new Map<string, User>()
  const lines = type === 'basicAuth' ? basicLines(secret, refused) : keyLines(secret)
  if (lines.length > MOST) return { missing: `it has more than ${MOST} users` }
  for (const user of lines.flatMap((line) => userOf(line, type, refused))) {
    if (users.has(user.name)) refused.push(`the user "${user.name}" stands there twice; the first counts`)
    else users.set(user.name, user)
  }
  if (users.size === 0) return { missing: refused[0] ?? 'it has no user' }
  return { value: { users: [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), refused } }
}

const READ = new WeakMap<V1Secret, Partial<Record<CredentialType, Read<Users>>>>()

/** The users of a Secret, each with a password (`basicAuth`) or a key. */
export function usersOf(secret: V1Secret, type: CredentialType): Read<Users> {
  const known = READ.get(secret) ?? {}
  READ.set(secret, known)
  return (known[type] ??= readUsers(secret, type))
}

/** The consumers of ours that the users of a Secret are; where it has none, one who does not exist. */
export function consumersOf(key: ObjectKey, users: readonly User[]): string[] {
  const [namespace, name] = key.split('/') as [string, string]
  return users.length === 0 ? [consumerName(namespace, name, null)] : users.map((user) => consumerName(namespace, name, user.name))
}
