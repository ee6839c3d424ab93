import { authVerdict, consumerIndexes, type AuthVerdict, type ConsumerIndex } from '#lib/routing/filters/credentials.ts'
import { addressRule } from '#lib/routing/filters/ip-restriction.ts'
import { corsRule } from '#lib/routing/filters/cors.ts'
import { forgeable, identityDrops, identityEdits } from '#lib/routing/filters/identity-fields.ts'
import { apiKey, basicCredentials, withoutArguments, withoutCookies } from '#lib/routing/filters/shown-credentials.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { changes, depends, headerText, madeOnce, passes, responds, type Passage, type Step } from './step.ts'

const addressRuleOf = madeOnce(addressRule)
const corsRuleOf = madeOnce(corsRule)
const indexesOf = madeOnce(({ consumers }: Snapshot) => consumerIndexes(consumers))

export function ipRestriction(filter: FilterOf<'ipRestriction'>, { arrival: { clientAddress }, text }: Passage): Step {
  const verdict = addressRuleOf(filter)(clientAddress)
  if (verdict === 'passes') return passes(text.addressPasses(clientAddress))
  const why = verdict === 'denied' ? text.addressDenied : text.addressNotAllowed
  return responds(why(clientAddress), filter.statusCode, 'Your address is not allowed')
}

export function cors(filter: FilterOf<'cors'>, passage: Passage): Step {
  const { arrival, text } = passage
  const origin = headerText(passage, 'origin')
  const { kind } = corsRuleOf(filter)({ method: arrival.request.method, origin, asked: (name) => headerText(passage, name) })
  if (kind === 'preflight') return responds(text.corsPreflight(origin), 204, '')
  if (kind === 'allowed') return changes(text.corsAllowed(origin))
  return passes(origin === null ? text.corsNoOrigin : text.corsRefused(origin))
}

const indexOf = ({ snapshot, route }: Passage): ConsumerIndex | undefined => indexesOf(snapshot).get(route.workspace)

/** @param refused says why nobody is known by what was shown */
function authenticated(verdict: AuthVerdict, drops: RegExp, { text, edits }: Passage, refused: (reason: string) => string): Step {
  if (verdict.kind === 'unauthorized') return responds(refused(verdict.message), 401, verdict.message)
  const { name } = verdict.identity.consumer
  if (verdict.kind === 'forbidden') return responds(text.consumerRefused(name), 403, 'You are not allowed to do this')
  return passes(text.consumerPasses(name), { identity: verdict.identity, edits: [...edits, identityEdits(verdict.identity, drops)] })
}

export function basicAuth({ consumers, hideCredentials }: FilterOf<'basicAuth'>, passage: Passage): Step {
  const shown = basicCredentials(passage.arrival.request.headers)
  const verdict = authVerdict(shown, indexOf(passage)?.passwords, consumers === undefined ? null : new Set(consumers), 'credentials')
  return authenticated(verdict, identityDrops(hideCredentials ? ['authorization'] : []), passage, passage.text.passwordRefused)
}

const COOKIES = /^cookie:[^\n]*\n/gim

/** Takes the keys out of query and cookies, as the proxy does; those in headers go with the fields that are dropped. */
function hideKeys({ names, inQuery, inCookie }: FilterOf<'keyAuth'>, step: Step, { match, arrival: { request } }: Passage): Step {
  const query = inQuery && match.query !== '' ? { match: { ...match, query: withoutArguments(match.query, names) } } : {}
  if (!inCookie || request.headers.cookie === undefined) return { ...step, ...query }
  const cookies = withoutCookies(request.headers, names)
  const edit = { drops: COOKIES, lines: cookies === '' ? '' : `Cookie: ${cookies}\r\n` }
  return { ...step, ...query, edits: [...(step.edits ?? []), edit] }
}

export function keyAuth(filter: FilterOf<'keyAuth'>, passage: Passage): Step {
  const { names, inHeader, hideCredentials, consumers } = filter
  const shown = apiKey(filter, passage.arrival.request.headers, passage.match.query)
  const verdict = authVerdict(shown, indexOf(passage)?.keys, consumers === undefined ? null : new Set(consumers), 'API key')
  const drops = identityDrops(hideCredentials && inHeader ? names : [])
  const step = authenticated(verdict, drops, passage, passage.text.keyRefused)
  return step.verdict === 'passes' && hideCredentials ? hideKeys(filter, step, passage) : step
}

export function externalAuth({ url, signInUrl, responseHeaders }: FilterOf<'externalAuth'>, { text, edits }: Passage): Step {
  const step = depends(text.externalAuth(url), [401, 403, 503, ...(signInUrl === undefined ? [] : [302])])
  return responseHeaders.length === 0 ? step : { ...step, edits: [...edits, { drops: forgeable(responseHeaders), lines: '' }] }
}
