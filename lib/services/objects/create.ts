import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Stored, Write } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { newKey, wantsKey } from '../credentials/prepare.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { writeAnswer } from './answer.ts'
import { applyWrites } from './apply-writes.ts'
import { bodyObject, kindOf, OfKind, WriteOptions } from './input.ts'
import { homeOf, prepareObject } from './prepare.ts'
import { CreateOut } from './schemas.ts'

/** There is no version to be met by what does not exist. */
const { ifMatch: _ifMatch, ...WithoutVersion } = WriteOptions

/** An ended canary is a record that a new one of its name replaces; everything else must not exist. */
async function replaceable(ctx: ServiceContext, kind: Kind, name: unknown): Promise<Stored | null> {
  if (typeof name !== 'string') return null
  const stored = (await (await ctx.store()).get(kind, name)) as Stored | null
  if (stored === null || (stored.kind === 'canaries' && stored.object.state !== 'active')) return stored
  throw new AppError('CONFLICT', say(ctx.locale, 'objectExists', { kind, name }))
}

export const createObject = verb({
  summary: 'Create an object. A credential of the type keyAuth without a secret gets a key, which the answer shows this once',
  role: 'editor',
  input: z.object({ ...OfKind, object: z.unknown(), ...WithoutVersion }),
  body: 'object',
  output: CreateOut,
  async run(ctx, { kind: word, object: body, ...options }) {
    const kind = kindOf(ctx, word)
    const given = bodyObject(ctx, body)
    const key = kind === 'credentials' && wantsKey(given) ? newKey() : undefined
    const fields = key === undefined ? given : { ...given, secret: key }
    const ended = await replaceable(ctx, kind, fields.name)
    const { state: _, ...fresh } = fields
    const object = await prepareObject(ctx, { kind, fields: ended ? fresh : fields, stored: ended, home: await homeOf(ctx) })
    const write = { op: 'put', kind, name: object.name, object, expect: ended?.version ?? 'absent' } as Write
    if (options.dryRun) ctx.response.status = 200
    const answer = writeAnswer(await applyWrites(ctx, { writes: [write], ...options, action: `${kind}.create` }))
    // The one that a dry run made is not the one that will be stored.
    return key === undefined || options.dryRun ? answer : { ...answer, secret: key }
  },
})
