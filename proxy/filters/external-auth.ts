import { authHeaders, authOutcome, cacheKey, cacheSeconds, copiedHeaders, signInLocation, type AuthOutcome, type AuthSubject } from '#lib/routing/filters/external-auth.ts'
import { edited } from '#lib/routing/filters/edits.ts'
import { forgeable } from '#lib/routing/filters/identity-fields.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf, type Answer } from '../http1/answers.ts'
import { fieldValues } from '../http1/codec/field-values.ts'
import type { Exchange } from '../http1/exchange.ts'
import type { Log } from '../log.ts'
import { askAuthServer } from './auth-server.ts'
import type { Check, Pending } from './check.ts'
import { SharedLookups, type Cancel, type Lookup } from './shared-lookups.ts'
import { TimedCache } from './timed-cache.ts'

/** Of one filter. */
const MOST_CACHED = 10_000

const subjectOf = ({ head, forwarded, requestEdits }: Exchange): AuthSubject => ({
  method: head.method,
  target: head.target,
  host: forwarded.host,
  protocol: forwarded.proto,
  clientAddress: forwarded.clientAddress,
  forwardedFor: forwarded.for,
  // What was found about the client already stands there in place of what it said itself.
  headers: fieldValues((requestEdits ?? []).reduce(edited, head.passed)),
})

const pairsOf = (name: string, values: readonly string[]): string[] => values.flatMap((value) => [name, value])

/** A decision that a look-up brings. */
function pendingOf(begin: (done: (outcome: AuthOutcome) => void) => Cancel, settle: (outcome: AuthOutcome) => Answer | null): Pending {
  let cancel: Cancel = () => {}
  return {
    begin: (done) => void (cancel = begin((outcome) => done(settle(outcome)))),
    cancel: () => cancel(),
  }
}

/**
 * Asks a server whether a request may pass. Without a usable answer, none passes.
 * @param now milliseconds of a clock that does not go back
 */
export function makeExternalAuth(filter: FilterOf<'externalAuth'>, log: Pick<Log, 'warn'>, now: () => number = () => performance.now()): Check {
  const { method, timeoutMs, cache: rule } = filter
  const url = new URL(filter.url)
  const copied = copiedHeaders(filter)
  const drops = copied.length === 0 ? null : forgeable(copied)
  const cache = new TimedCache<AuthOutcome>(MOST_CACHED)
  const lookups = new SharedLookups<AuthOutcome>()

  const lookup = (subject: AuthSubject, key: string | null): Lookup<AuthOutcome> => (done) =>
    askAuthServer({ url, method, headers: authHeaders(subject), timeoutMs }, (reply) => {
      const outcome = reply.kind === 'failed' ? reply : authOutcome(copied, reply.status, reply.headers)
      if (outcome.kind === 'failed') log.warn({ server: url.host, reason: outcome.reason }, 'an authentication server gave no usable answer')
      const seconds = outcome.kind === 'failed' || reply.kind === 'failed' || rule === undefined ? 0 : cacheSeconds(rule, reply.status, reply.headers)
      if (key !== null && seconds > 0) cache.set(key, outcome, now() + seconds * 1000)
      // A server that is away is away for all: who waited for it does not ask it once more.
      done(outcome, seconds > 0 || reply.kind === 'failed')
    })

  const deny = (exchange: Exchange, { status, challenges, cookies }: Extract<AuthOutcome, { kind: 'denied' }>): Answer => {
    if (status === 401 && filter.signInUrl !== undefined) {
      const { proto, host } = exchange.forwarded
      const location = signInLocation(filter, { protocol: proto, host, target: exchange.head.target })
      return answerOf('UNAUTHORIZED', { status: 302, message: 'Sign in first', headers: ['Location', location, ...pairsOf('Set-Cookie', cookies)] })
    }
    const headers = [...pairsOf('WWW-Authenticate', challenges), ...pairsOf('Set-Cookie', cookies)]
    return answerOf(status === 401 ? 'UNAUTHORIZED' : 'FORBIDDEN', { headers })
  }

  const settle = (exchange: Exchange) => (outcome: AuthOutcome): Answer | null => {
    if (outcome.kind === 'failed') return answerOf('AUTH_UNAVAILABLE')
    if (outcome.kind === 'denied') return deny(exchange, outcome)
    if (drops !== null) exchange.editRequest({ drops, lines: outcome.requestLines })
    if (outcome.cookies.length > 0) exchange.editResponse({ drops: null, lines: outcome.cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join('') })
    return null
  }

  return (exchange) => {
    const subject = subjectOf(exchange)
    if (rule === undefined) return pendingOf((done) => lookup(subject, null)(done), settle(exchange))
    const key = cacheKey(rule, subject)
    const known = cache.get(key, now())
    if (known !== undefined) return settle(exchange)(known)
    return pendingOf((done) => lookups.join(key, lookup(subject, key), done), settle(exchange))
  }
}
