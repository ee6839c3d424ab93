import { FILTER_TYPES, type FilterType } from '#lib/model/filter.ts'
import type { Match } from '#lib/routing/match.ts'
import type { CompiledFilterBody } from '#lib/snapshot/filters.ts'
import type { CompiledRoute, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Arrival } from '../predict.ts'
import type { ExplainedFilter } from '../result.ts'
import type { Locale } from '../sentences.ts'
import { basicAuth, cors, externalAuth, ipRestriction, keyAuth } from './access.ts'
import { redirect, respond } from './answers.ts'
import { affinity } from './affinity.ts'
import { compression, defaultBackend, errorPages, hsts, mirror, requestHeaders, responseHeaders, rewriteHost, timeouts } from './changes.ts'
import { bodySize, connectionLimit, rateLimit } from './limits.ts'
import { FILTER_SENTENCES } from './sentences.ts'
import { changes, type Answer, type Passage, type Step } from './step.ts'

/** What is left of a request behind the filters of its route, and what each of them did. */
export type Filtered = {
  steps: ExplainedFilter[]
  /** What the filter that answered says of it; null: none did, and an answer is the route's own. */
  by: string | null
} & Pick<Passage, 'match' | 'identity' | 'edits' | 'host' | 'answer'>

function stepOf(filter: CompiledFilterBody, passage: Passage): Step {
  switch (filter.type) {
    case 'ipRestriction': return ipRestriction(filter, passage)
    case 'cors': return cors(filter, passage)
    case 'connectionLimit': return connectionLimit(filter, passage)
    case 'rateLimit': return rateLimit(filter, passage)
    case 'basicAuth': return basicAuth(filter, passage)
    case 'keyAuth': return keyAuth(filter, passage)
    case 'externalAuth': return externalAuth(filter, passage)
    case 'redirect': return redirect(filter, passage)
    case 'respond': return respond(filter, passage)
    case 'bodySize': return bodySize(filter, passage)
    case 'affinity': return affinity(filter, passage)
    case 'rewriteHost': return rewriteHost(filter, passage)
    case 'requestHeaders': return requestHeaders(filter, passage)
    case 'mirror': return mirror(filter, passage)
    case 'timeouts': return timeouts(filter, passage)
    case 'defaultBackend': return defaultBackend(filter, passage)
    case 'errorPages': return errorPages(filter, passage)
    case 'responseHeaders': return responseHeaders(filter, passage)
    case 'hsts': return hsts(filter, passage)
    case 'compression': return compression(filter, passage)
  }
}

/** From here on, filters change answers, be they the proxy's own. */
const FIRST_OF_ANSWERS = FILTER_TYPES.indexOf('errorPages')
const isOfAnswers = (type: FilterType) => FILTER_TYPES.indexOf(type) >= FIRST_OF_ANSWERS

type Own = { type: FilterType; template: string | null; run: (passage: Passage) => Step }

/** A path rewrite stands in the route, and is told in full beside the filters. */
function rewriteOf({ route }: Match): Own[] {
  const { rewrite, rewriteTemplate } = route
  if (rewrite === null || rewrite.kind === 'captures') return []
  return [{ type: 'rewritePath', template: rewriteTemplate, run: ({ text }) => changes(text.rewritePath[rewrite.kind as 'prefix' | 'full' | 'replace']) }]
}

const REDIRECT = FILTER_TYPES.indexOf('redirect')
const BODY_SIZE = FILTER_TYPES.indexOf('bodySize')
const CHANGES = 4

/** Limits by consumer count once it is known who that is. */
function phaseOf(filter: { type: FilterType; by?: string }): number {
  const rank = FILTER_TYPES.indexOf(filter.type)
  if (filter.by === 'consumer') return 1
  return rank < REDIRECT ? 0 : rank < BODY_SIZE ? 2 : rank === BODY_SIZE ? 3 : CHANGES
}

/** Filters as they run. `place`: in the order of types, in which they are shown. */
function inOrderOfRunning(match: Match): (Own & { place: number; phase: number })[] {
  const own = match.route.filters.map(({ filter, template }) => {
    const run = (passage: Passage) => stepOf(filter, passage)
    return { type: filter.type, template, phase: phaseOf(filter), run }
  })
  const rewrite = rewriteOf(match).map((one) => ({ ...one, phase: phaseOf(one) }))
  const shown = [...own, ...rewrite].sort((a, b) => FILTER_TYPES.indexOf(a.type) - FILTER_TYPES.indexOf(b.type))
  return shown.map((one, place) => ({ ...one, place })).sort((a, b) => a.phase - b.phase || a.place - b.place)
}

const answerOfRoute = ({ action }: CompiledRoute): Answer | null =>
  action.kind === 'respond' ? { kind: 'respond', status: action.status, message: action.message } : null

/**
 * Runs a request through the filters of its route, as the proxy would; what hangs on other requests, or on servers, is left open.
 * @param otherwise what the proxy answers where no target takes the request, as far as that is known
 */
export function explainFilters(snapshot: Snapshot, match: Match, arrival: Arrival, locale: Locale, otherwise: Answer | null = null): Filtered {
  const { route } = match
  const text = FILTER_SENTENCES[locale]
  const passage: Passage = { snapshot, route, arrival, text, match, identity: null, edits: [], host: null, answer: null }
  const steps: ExplainedFilter[] = []
  let by: string | null = null
  let isDecided = false
  for (const { type, template, run, place, phase } of inOrderOfRunning(match)) {
    if (phase === CHANGES && !isDecided) {
      isDecided = true
      passage.answer ??= answerOfRoute(route)
    }
    if (isOfAnswers(type)) passage.answer ??= otherwise
    else if (passage.answer) {
      steps[place] = { type, template, verdict: 'skipped', why: passage.text.skipped }
      continue
    }
    const { verdict, why, may, ...made } = run(passage)
    Object.assign(passage, made)
    if (made.answer) by = why
    steps[place] = { type, template, verdict, why, ...(may && may.length > 0 ? { may } : {}) }
  }
  const { identity, edits, host, answer } = passage
  return { steps, by, match: passage.match, identity, edits, host, answer: answer ?? answerOfRoute(route) }
}

