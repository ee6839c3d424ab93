import { edited } from '#lib/routing/filters/edits.ts'
import { copiedHeaders, judgedTarget, signInLocation, type AuthOutcome, type AuthSubject } from '#lib/routing/filters/external-auth.ts'
import { forgeable } from '#lib/routing/filters/identity-fields.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf, type Answer } from '../http1/answers.ts'
import { fieldValues } from '../http1/codec/field-values.ts'
import type { Exchange } from '../http1/exchange.ts'
import type { Log } from '../log.ts'
import { authAnswers } from './auth-answers.ts'
import type { Check } from './check.ts'
import type { Cancel } from './shared-lookups.ts'

const subjectOf = ({ head, match, forwarded, requestEdits }: Exchange): AuthSubject => ({
  method: head.method,
  target: judgedTarget(match!),
  host: forwarded.host,
  protocol: forwarded.proto,
  clientAddress: forwarded.clientAddress,
  forwardedFor: forwarded.for,
  // What was found about the client already stands there in place of what it said itself.
  headers: fieldValues((requestEdits ?? []).reduce(edited, head.passed)),
})

const pairsOf = (name: string, values: readonly string[]): string[] => values.flatMap((value) => [name, value])

/** Who is to sign in is sent there, by whatever method it came (ingress-nginx auth-signin). */
function denial(exchange: Exchange, filter: FilterOf<'externalAuth'>, denied: Extract<AuthOutcome, { kind: 'denied' }>): Answer {
  const { forwarded, shownTarget } = exchange
  const cookies = pairsOf('Set-Cookie', denied.cookies)
  if (denied.status === 401 && filter.signInUrl !== undefined) {
    const location = signInLocation(filter, { protocol: forwarded.proto, host: forwarded.host, target: shownTarget })
    return answerOf('UNAUTHORIZED', { status: 302, message: 'Sign in first', headers: ['Location', location, ...cookies] })
  }
  const code = denied.status === 401 ? 'UNAUTHORIZED' : 'FORBIDDEN'
  return answerOf(code, { headers: [...pairsOf('WWW-Authenticate', denied.challenges), ...cookies] })
}

/**
 * Asks a server whether a request may pass. Without a usable answer, none passes.
 * @param now milliseconds of a clock that does not go back
 */
export function makeExternalAuth(filter: FilterOf<'externalAuth'>, log: Pick<Log, 'warn'>, now = () => performance.now()): Check {
  const answerFor = authAnswers(filter, log, now)
  const copied = copiedHeaders(filter)
  const drops = copied.length === 0 ? null : forgeable(copied)

  function settle(exchange: Exchange, outcome: AuthOutcome): Answer | null {
    if (outcome.kind === 'failed') return answerOf('AUTH_UNAVAILABLE')
    if (outcome.kind === 'denied') return denial(exchange, filter, outcome)
    if (drops !== null) exchange.editRequest({ drops, lines: outcome.requestLines })
    const cookies = outcome.cookies.map((cookie) => `Set-Cookie: ${cookie}\r\n`).join('')
    if (cookies !== '') exchange.editResponse({ drops: null, lines: cookies })
    return null
  }

  return (exchange) => {
    const found = answerFor(subjectOf(exchange))
    if (found.kind !== 'asks') return settle(exchange, found)
    let cancel: Cancel = () => {}
    return {
      begin: (done) => void (cancel = found.begin((outcome) => done(settle(exchange, outcome)))),
      cancel: () => cancel(),
    }
  }
}
