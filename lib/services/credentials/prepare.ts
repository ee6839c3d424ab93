import { randomBytes } from 'node:crypto'
import { CredentialType } from '#lib/model/credential.ts'
import type { Stored } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'

type Fields = Record<string, unknown>

const KEY_BYTES = 24

/** A new API key: 192 bits, in characters that stand in headers, addresses and cookies as they are. */
export const newKey = (): string => randomBytes(KEY_BYTES).toString('base64url')

/** Whether a new credential is to get its secret from us: a key can be made, a password is chosen. */
export const wantsKey = ({ type, secret }: Fields): boolean => type === 'keyAuth' && secret === undefined

/**
 * The stored secret where none came: a client never sees it, so that it cannot send it back. One of another type has no use for it.
 * @throws {AppError} INVALID
 */
export function fillCredential(ctx: ServiceContext, fields: Fields, stored: Stored<'credentials'> | null, at: (string | number)[]): Fields {
  if (fields.secret !== undefined || !CredentialType.safeParse(fields.type).success) return fields
  if (stored && fields.type === stored.object.type) return { ...fields, secret: stored.object.secret }
  return refuseInput([{ path: [...at, 'secret'], message: say(ctx.locale, fields.type === 'basicAuth' ? 'passwordMissing' : 'secretMissing') }])
}
