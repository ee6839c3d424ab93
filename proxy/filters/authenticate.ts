import type { AuthVerdict } from '#lib/routing/filters/credentials.ts'
import { identityEdits } from '#lib/routing/filters/identity-fields.ts'
import { answerOf, type Answer } from '../http1/answers.ts'
import type { Exchange } from '../http1/exchange.ts'

/**
 * Acts on a verdict: notes who it is and tells the target, or refuses.
 * @param challenge the value of WWW-Authenticate (RFC 9110 §11.6.1)
 * @param drops lines of the request that the target does not get
 */
export function authenticate(exchange: Exchange, verdict: AuthVerdict, challenge: string, drops: RegExp): Answer | null {
  if (verdict.kind === 'unauthorized') {
    return answerOf('UNAUTHORIZED', { message: verdict.message, headers: ['WWW-Authenticate', challenge] })
  }
  exchange.consumer = verdict.identity
  if (verdict.kind === 'forbidden') return answerOf('FORBIDDEN')
  exchange.editRequest(identityEdits(verdict.identity, drops))
  return null
}
