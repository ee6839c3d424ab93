import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Stored } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** `If-Match` and `If-None-Match` as they were sent. */
export type Precondition = { ifMatch?: string | undefined; ifNoneMatch?: string | undefined }

type Target = { kind: Kind; name: string; stored: Stored | null }

/** `"7"`, `W/"7"` and `7` name the same version. */
const versionIn = (tag: string) => tag.trim().replace(/^W\//, '').replace(/^"(.*)"$/, '$1')

/**
 * The version that a write must meet. Without a condition it is the one just read, so that what was computed from it is
 * never written over something newer; the write is then tried again.
 * @throws {AppError} STALE_VERSION for `If-Match: *` (RFC 9110 §13.1.1) and nothing there
 */
export function expectedVersion(ctx: ServiceContext, { ifMatch, ifNoneMatch }: Precondition, { kind, name, stored }: Target): string {
  if (ifNoneMatch !== undefined && versionIn(ifNoneMatch) === '*') return 'absent'
  const wanted = ifMatch === undefined ? '*' : versionIn(ifMatch)
  if (wanted !== '*') return wanted
  if (stored) return stored.version
  if (ifMatch === undefined) return 'absent'
  throw new AppError('STALE_VERSION', say(ctx.locale, 'stale', { kind, name }), [], { current: null })
}

const TRIES = 5

/** Repeats a read-and-write whose caller named no version while others write in between. */
export async function retryUnconditional<T>({ ifMatch, ifNoneMatch }: Precondition, attempt: () => Promise<T>): Promise<T> {
  const isConditional = ifNoneMatch !== undefined || (ifMatch !== undefined && versionIn(ifMatch) !== '*')
  for (let left = TRIES - 1; ; left--) {
    try {
      return await attempt()
    } catch (cause) {
      const isRace = cause instanceof AppError && (cause.code === 'STALE_VERSION' || cause.code === 'CONFLICT')
      if (isConditional || left === 0 || !isRace || 'referrers' in cause.details) throw cause
    }
  }
}
