import type { Actor } from '#lib/auth/authenticate.ts'
import type { Env } from '#lib/env.ts'
import type { ControllerClient } from '#lib/link/controller-client.ts'
import type { Accounts } from '#lib/store/accounts.ts'
import type { Store, Stores } from '#lib/store/store.ts'
import type { CompiledCache } from './compiled.ts'
import type { Log } from './log.ts'
import type { Locale } from './messages.ts'

/** What lives as long as the process; one per process, made by `runtime.ts` or by a test. */
export type Runtime = {
  env: Env
  stores: Stores
  accounts: Accounts
  controller: ControllerClient
  compiled: CompiledCache
  log: Log
  now: () => Date
}

/** One call: what it may use, who makes it and from where. */
export type ServiceContext = Runtime & {
  actor: Actor
  workspace: string
  /** The store of the workspace, opened at first use. @throws {AppError} NOT_FOUND */
  store: () => Promise<Store>
  locale: Locale
  clientAddress: string
  /** Whether the request came over https, for the cookie. */
  secure: boolean
  /** Aborted when the client goes away. */
  signal: AbortSignal
  /** What the verb has to say to HTTP beyond its answer. */
  response: { status?: number; headers: Headers }
}

/** How the actor is named in revisions and in the audit. */
export const actorName = ({ actor }: Pick<ServiceContext, 'actor'>): string =>
  actor.via === 'anonymous' ? 'anonymous' : actor.via === 'token' ? `token:${actor.name}` : actor.name

/** The actor of a verb that is not public. */
export function signedIn({ actor }: Pick<ServiceContext, 'actor'>): Exclude<Actor, { via: 'anonymous' }> {
  if (actor.via === 'anonymous') throw new Error('A verb that needs an actor is public')
  return actor
}
