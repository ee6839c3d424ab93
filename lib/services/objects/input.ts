import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { isKind, KIND_NAMES, type Kind } from '#lib/model/kinds.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** A switch in the query (`?dryRun=true`) or in a body. */
export const Flag = z.union([z.boolean(), z.stringbool({ truthy: ['true', '1', ''], falsy: ['false', '0'] })]).default(false)

/** Whether a write may stand after which a route test fails that passes now. */
export const AllowBrokenTests = Flag.describe('Save although route tests that pass now would fail')

/** Whether annotations of an Ingress may change, which hold for all its routes. */
export const AllowShared = Flag.describe('In a cluster: change fields that all routes of an Ingress share for all of them')

/** Why, for the history. */
export const Comment = z
  .string()
  .max(1000)
  .transform((text) => text.toWellFormed().replace(/[^\P{Cc}\t\n]/gu, ''))
  .default('')

export const OfKind = { kind: z.string() }
export const OfObject = { ...OfKind, name: z.string() }

/** How a write may be made conditional, explained and rehearsed. */
export const WriteOptions = { ifMatch: z.string().optional(), comment: Comment, dryRun: Flag, allowBrokenTests: AllowBrokenTests, allowShared: AllowShared }

/** @throws {AppError} NOT_FOUND: a word that is no kind is an address that does not exist */
export function kindOf(ctx: ServiceContext, word: string): Kind {
  if (isKind(word)) return word
  throw new AppError('NOT_FOUND', say(ctx.locale, 'noSuchKind', { kind: word, kinds: KIND_NAMES.join(', ') }))
}

/** The body of a write. @throws {AppError} BAD_REQUEST */
export function bodyObject(ctx: ServiceContext, body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new AppError('BAD_REQUEST', say(ctx.locale, 'notAnObject'))
}
