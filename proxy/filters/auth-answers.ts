import { cacheKey, cacheSeconds } from '#lib/routing/filters/external-auth-cache.ts'
import { authHeaders, authOutcome, copiedHeaders, type AuthOutcome, type AuthSubject } from '#lib/routing/filters/external-auth.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Log } from '../log.ts'
import { askAuthServer, type AuthReply } from './auth-server.ts'
import { SharedLookups, type Cancel, type Lookup } from './shared-lookups.ts'
import { TimedCache } from './timed-cache.ts'

/** Of one filter. */
const MOST_CACHED = 10_000

/** An answer that is remembered, or a way to get one; `done` is called later, not from within. */
export type Found = AuthOutcome | { kind: 'asks'; begin(done: (outcome: AuthOutcome) => void): Cancel }

/**
 * What the auth server of a filter says of requests. Where the filter remembers answers, equal requests ask once.
 * @param now milliseconds of a clock that does not go back
 */
export function authAnswers(filter: FilterOf<'externalAuth'>, log: Pick<Log, 'warn'>, now: () => number): (subject: AuthSubject) => Found {
  const { method, timeoutMs, cache: rule } = filter
  const url = new URL(filter.url)
  const copied = copiedHeaders(filter)
  const remembered = new TimedCache<AuthOutcome>(MOST_CACHED)
  const lookups = new SharedLookups<AuthOutcome>()

  function outcomeOf(reply: AuthReply): AuthOutcome {
    const outcome = reply.kind === 'failed' ? reply : authOutcome(copied, reply.status, reply.headers)
    if (outcome.kind !== 'failed') return outcome
    log.warn({ server: url.host, reason: outcome.reason }, 'an authentication server gave no usable answer')
    return outcome
  }

  const lookup = (subject: AuthSubject, key: string | null): Lookup<AuthOutcome> => (done) =>
    askAuthServer({ url, method, headers: authHeaders(subject), timeoutMs }, (reply) => {
      const outcome = outcomeOf(reply)
      // A server that is away is away for all: who waited for it does not ask it once more.
      if (reply.kind === 'failed') return done(outcome, true)
      const seconds = rule === undefined || outcome.kind === 'failed' ? 0 : cacheSeconds(rule, reply.status, reply.headers)
      if (key !== null && seconds > 0) remembered.set(key, outcome, now() + seconds * 1000)
      done(outcome, seconds > 0)
    })

  return (subject) => {
    if (rule === undefined) return { kind: 'asks', begin: lookup(subject, null) }
    const key = cacheKey(rule, subject)
    return remembered.get(key, now()) ?? { kind: 'asks', begin: (done) => lookups.join(key, lookup(subject, key), done) }
  }
}
