import { z } from 'zod'
import type { Certificate } from '#lib/model/certificate.ts'
import { Sni } from '#lib/model/common.ts'
import type { Stored } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { parseInput, refuseInput } from '../parse-input.ts'
import { pairProblem, unreadableOf } from './check-pair.ts'
import { selfSign } from './self-sign.ts'

type Fields = Record<string, unknown>
type Path = (string | number)[]
type StoredCertificate = Stored<'certificates'> | null

/** Ask for a pair instead of giving one. */
export const SelfSigned = z.strictObject({ days: z.number().int().min(1).max(3650).default(365) })

async function signed(ctx: ServiceContext, fields: Fields, at: Path): Promise<Fields> {
  const { selfSigned, ...rest } = fields
  if (rest.cert !== undefined || rest.key !== undefined) {
    refuseInput([{ path: [...at, 'selfSigned'], message: say(ctx.locale, 'selfSignedWithPair') }])
  }
  const { days } = parseInput(SelfSigned, selfSigned, ctx.locale, [...at, 'selfSigned'])
  const names = parseInput(z.array(Sni).max(1000), rest.snis ?? [], ctx.locale, [...at, 'snis'])
  if (names.length === 0) refuseInput([{ path: [...at, 'snis'], message: say(ctx.locale, 'selfSignedSnis') }])
  return { ...rest, ...(await selfSign([...new Set(names)], days, ctx.now())) }
}

/**
 * Fills in the pair where it was asked for, and the stored key where none came: a client never sees the key, so that it
 * cannot send it back.
 * @throws {AppError} INVALID
 */
export async function fillCertificate(ctx: ServiceContext, fields: Fields, stored: StoredCertificate, at: Path): Promise<Fields> {
  if (fields.selfSigned !== undefined) return signed(ctx, fields, at)
  if (stored) return { ...fields, key: fields.key ?? stored.object.key }
  const missing = ['cert', 'key'].filter((field) => fields[field] === undefined)
  if (missing.length > 0) refuseInput(missing.map((field) => ({ path: [...at, field], message: say(ctx.locale, 'certPair') })))
  return fields
}

type Given = { stored: StoredCertificate; at: Path }

/** An authority that cannot be read would refuse those whom it signed, and nobody would know why. */
function checkAuthorities(ctx: ServiceContext, { clientCertificates: asked }: Certificate, { stored, at }: Given): void {
  if (!asked || asked.ca === stored?.object.clientCertificates?.ca) return
  const position = unreadableOf(asked.ca)
  if (position !== null) refuseInput([{ path: [...at, 'clientCertificates', 'ca'], message: say(ctx.locale, 'authorityUnreadable', { position }) }])
}

/**
 * Refuses a pair that does not belong together, and client authorities that cannot be read. What is stored as it is
 * passes: old data never blocks a form.
 * @throws {AppError} INVALID
 */
export function checkCertificate(ctx: ServiceContext, certificate: Certificate, given: Given): void {
  const { cert, key } = certificate
  const { stored, at } = given
  checkAuthorities(ctx, certificate, given)
  if (stored?.object.cert === cert && stored.object.key === key) return
  const problem = pairProblem(cert, key)
  if (problem === null) return
  const field = problem === 'certUnreadable' ? 'cert' : 'key'
  const isStoredKey = problem === 'keyMismatch' && key === stored?.object.key
  refuseInput([{ path: [...at, field], message: say(ctx.locale, isStoredKey ? 'storedKeyMismatch' : problem) }])
}
