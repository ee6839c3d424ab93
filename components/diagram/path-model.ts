import { fieldsMet, HTTP_FIELDS, STREAM_FIELDS } from '#components/tester/candidate-marks.ts'
import type { ExplainedCandidate, Explanation, ExplainedTarget, FailedField, Side } from '#components/tester/explanation.ts'

export type StageKind = 'listener' | 'host' | 'path' | 'route'
/** `unreached`: the request ended before it. */
export type StageState = 'passed' | 'failed' | 'unreached'
/** `text` null: nothing to name there. `failed`: what the nearest route asked for in vain. */
export type Stage = { kind: StageKind; state: StageState; text: string | null; failed?: FailedField }

/** One way after the route. `side` and `share` null: the route has no canary. Shares are 0–1, targets' of all requests. */
export type Branch = { side: Side | null; share: number | null; service: string; targets: ExplainedTarget[] }

/** Where the request ends when it reaches no target. */
export type End = { kind: 'redirect' | 'respond' | 'closed'; status: number; text: string }

export type PathModel = { stages: Stage[]; branches: Branch[]; end: End | null }

const KINDS: StageKind[] = ['listener', 'host', 'path', 'route']
/** A stream has neither host nor path; its conditions are the route's. */
const STREAM_KINDS: StageKind[] = ['listener', 'route']

/** `shop.test /a b` → host and path; an entry of no route on this listener is empty. */
function splitEntry(entry: string | undefined): { host: string | null; path: string | null } {
  const at = entry?.indexOf(' ') ?? -1
  return entry === undefined || at < 0 ? { host: null, path: null } : { host: entry.slice(0, at), path: entry.slice(at + 1) }
}

function matchedStages({ listener, route, candidates }: Explanation, kinds: StageKind[]): Stage[] {
  const { host, path } = splitEntry(candidates.find(({ verdict }) => verdict === 'won')?.entry)
  const texts = { listener, host, path, route }
  return kinds.map((kind) => ({ kind, state: 'passed', text: texts[kind] }))
}

/** The candidate that came nearest; where a host ended the search, of that host's own or the end itself. */
function nearestOf({ candidates }: Explanation, fields: typeof HTTP_FIELDS | typeof STREAM_FIELDS): ExplainedCandidate | undefined {
  const here = candidates.filter(({ rank }) => rank !== null)
  const ended = here.find(({ route, verdict }) => route === null && verdict === 'won')
  const asked = ended ? here.filter(({ rank, failed }) => rank! < ended.rank! && failed !== undefined && failed !== 'host') : here
  return asked.toSorted((a, b) => fieldsMet(b, fields) - fieldsMet(a, fields)).at(0) ?? ended
}

/** Without a route the path ends where the nearest candidate failed. */
function unmatchedStages(explanation: Explanation, kinds: StageKind[], stream: boolean): Stage[] {
  const nearest = nearestOf(explanation, stream ? STREAM_FIELDS : HTTP_FIELDS)
  const failed = nearest?.failed ?? (nearest?.route === null ? 'path' : 'host')
  const { host, path } = splitEntry(nearest?.entry)
  const texts = { listener: explanation.listener, host, path, route: nearest?.route ?? null }
  // Method, header, query, SNI and the ends of a stream are conditions of the route.
  const place = HTTP_FIELDS.findIndex((field) => field === failed)
  const stop = stream ? 1 : Math.min(Math.max(place, 1), kinds.length - 1)
  return kinds.map((kind, index): Stage => {
    if (index < stop) return { kind, state: 'passed', text: texts[kind] }
    if (index > stop) return { kind, state: 'unreached', text: null }
    return { kind, state: 'failed', text: kind === 'route' ? texts.route : null, failed }
  })
}

function branchesOf({ service, canary, targets }: Explanation): Branch[] {
  if (service === null) return []
  const branch = (side: Side | null, share: number | null, name: string): Branch => ({
    side,
    share,
    service: name,
    targets: targets.filter((target) => target.side === (side ?? 'stable')),
  })
  if (!canary) return [branch(null, null, service)]
  if (canary.side !== 'byWeight') return [branch(canary.side, 1, service)]
  const stable = targets.find(({ side }) => side === 'stable')?.service ?? service
  return [branch('stable', 1 - canary.share, stable), branch('canary', canary.share, canary.service)].filter(({ share }) => share! > 0)
}

/** What the diagram draws. `stream`: of a connection or datagram. */
export function pathModel(explanation: Explanation, stream = false): PathModel {
  const kinds = stream ? STREAM_KINDS : KINDS
  const { outcome, route } = explanation
  const branches = branchesOf(explanation)
  const answered = branches.length === 0 && route !== null
  const end: End | null = !answered
    ? null
    : outcome.kind === 'redirect'
      ? { kind: 'redirect', status: outcome.status, text: outcome.location }
      : outcome.kind === 'respond'
        ? { kind: stream ? 'closed' : 'respond', status: outcome.status, text: outcome.message }
        : null
  return { stages: route === null ? unmatchedStages(explanation, kinds, stream) : matchedStages(explanation, kinds), branches, end }
}
