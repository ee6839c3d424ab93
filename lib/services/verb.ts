import { z } from 'zod'
import { allows } from '#lib/auth/roles.ts'
import { AppError } from '#lib/errors.ts'
import type { Role } from '#lib/store/accounts.ts'
import type { ServiceContext } from './context.ts'
import { say } from './messages.ts'
import { parseInput } from './parse-input.ts'

/** Who may call a verb: anybody, or a signed-in actor of at least this role. */
export type RequiredRole = 'public' | Role

export type VerbSpec<S extends z.ZodType, O> = {
  /** One line for the API document. */
  summary: string
  role: RequiredRole
  /** What the verb takes: parameters of path, query and headers, and the fields of the body. Absent: nothing. */
  input?: S
  /** The field of `input` that is the body as a whole; absent: the fields of the body are fields of `input`. */
  body?: string
  /** Schema of the answer, for the API document. Absent: no body. */
  output?: z.ZodType
  /** Whether somebody who must choose a new password first may call it. */
  withOldPassword?: boolean
  run: (ctx: ServiceContext, input: z.output<S>) => Promise<O>
}

/** One call of the API, checked. `call` is the only way in: role first, then input. */
export type Verb<O = unknown> = Omit<VerbSpec<z.ZodType, O>, 'run' | 'input'> & {
  input: z.ZodType
  /** The role check alone. @throws {AppError} UNAUTHENTICATED, FORBIDDEN */
  admit: (ctx: ServiceContext) => void
  /** @throws {AppError} UNAUTHENTICATED, FORBIDDEN, INVALID, and what the verb itself refuses */
  call: (ctx: ServiceContext, raw: unknown) => Promise<O>
}

function requireRole(ctx: ServiceContext, { role, withOldPassword }: Pick<Verb, 'role' | 'withOldPassword'>): void {
  if (role === 'public') return
  const { actor } = ctx
  if (actor.via === 'anonymous') throw new AppError('UNAUTHENTICATED', say(ctx.locale, 'signInNeeded'))
  if (!allows(actor.role, role)) {
    throw new AppError('FORBIDDEN', say(ctx.locale, 'roleNeeded', { needed: role, has: actor.role }), [], { role })
  }
  if (actor.via === 'session' && actor.mustChangePassword && !withOldPassword) {
    throw new AppError('FORBIDDEN', say(ctx.locale, 'passwordChangeNeeded'), [], { mustChangePassword: true })
  }
}

/** Makes a verb of its parts, so that role and input are checked here for all of them. */
export function verb<O, S extends z.ZodType = z.ZodObject<Record<never, never>>>(spec: VerbSpec<S, O>): Verb<O> {
  const { run, input, ...facts } = spec
  const schema: z.ZodType = input ?? z.strictObject({})
  return {
    ...facts,
    input: schema,
    admit: (ctx) => requireRole(ctx, facts),
    async call(ctx, raw) {
      requireRole(ctx, facts)
      return run(ctx, parseInput(schema, raw, ctx.locale) as z.output<S>)
    },
  }
}
