import type { Match } from '#lib/routing/match.ts'
import type { Identity } from '#lib/routing/filters/credentials.ts'
import type { FieldEdits } from '#lib/routing/filters/edits.ts'
import type { CompiledRoute, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Arrival } from '../predict.ts'
import type { FilterVerdict, Outcome } from '../result.ts'
import type { FilterSentences } from './sentences.ts'

/** A request on its way through the filters of its route, and what they have made of it so far. */
export type Passage = {
  readonly snapshot: Snapshot
  readonly route: CompiledRoute
  readonly arrival: Arrival
  readonly text: FilterSentences
  /** With the query that is left. */
  match: Match
  /** Whom a credential named. */
  identity: Identity | null
  /** Changes to the fields for the target. */
  edits: FieldEdits[]
  /** The Host for the target; null: the route and the upstream decide. */
  host: string | null
  /** In place of a target's answer. */
  answer: Answer | null
}

/** An answer of the proxy's own. */
export type Answer = Exclude<Outcome, { kind: 'forward' }>

/** What one filter does with a request. `may`: what it answers where it does not let it pass, of which nothing is certain. */
export type Step = { verdict: FilterVerdict; why: string; answer?: Answer; may?: number[] } & Partial<
  Pick<Passage, 'match' | 'identity' | 'edits' | 'host'>
>

export const passes = (why: string, more: Partial<Step> = {}): Step => ({ verdict: 'passes', why, ...more })
export const changes = (why: string, more: Partial<Step> = {}): Step => ({ verdict: 'changes', why, ...more })
export const depends = (why: string, may: number[]): Step => ({ verdict: 'depends', why, may })
export const answers = (why: string, answer: Answer): Step => ({ verdict: 'answers', why, answer })
export const responds = (why: string, status: number, message: string): Step => answers(why, { kind: 'respond', status, message })

/** What is made of a filter, which lives as long as its snapshot, once. */
export function madeOnce<F extends object, T>(make: (filter: F) => T): (filter: F) => T {
  const made = new WeakMap<F, T>()
  return (filter) => {
    if (!made.has(filter)) made.set(filter, make(filter))
    return made.get(filter)!
  }
}

/** One value of a header, as the proxy's own code reads it; null: it is not there. */
export function headerText({ arrival }: Passage, name: string): string | null {
  const value = arrival.request.headers[name]
  return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
}
