import type { FieldEdits } from '#lib/routing/filters/edits.ts'
import { fieldEdits } from '#lib/routing/filters/edits.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Verdict } from '../buckets/algorithm.ts'

type RateLimit = FilterOf<'rateLimit'>

/** What a rule said of a request. */
export type Judged = { filter: RateLimit; limit: number; verdict: Verdict }

const capitalized = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`

/** Whole seconds, at least one (RFC 9110 §10.2.3; Kong). */
export const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)))

/** Fields of one window, by its length, as Kong names them. A leaky bucket has none: its numbers are of no window. */
const windowNames = ({ algorithm, per }: RateLimit): readonly string[] =>
  algorithm === 'leakyBucket' ? [] : [`X-RateLimit-Limit-${capitalized(per)}`, `X-RateLimit-Remaining-${capitalized(per)}`]

const OWN = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']

/**
 * What answers say of the rules that show themselves: RateLimit-* of the one that leaves the least, and Kong's X-RateLimit-*
 * of each window.
 */
export function rateLimitFields(judged: readonly Judged[]): string[] {
  const shown = judged.filter(({ filter }) => filter.headers)
  if (shown.length === 0) return []
  const { limit, verdict } = shown.reduce((least, one) => (one.verdict.remaining < least.verdict.remaining ? one : least))
  const fields = ['RateLimit-Limit', `${limit}`, 'RateLimit-Remaining', `${verdict.remaining}`, 'RateLimit-Reset', seconds(verdict.resetMs)]
  for (const one of shown) {
    const [limitName, remainingName] = windowNames(one.filter)
    if (limitName !== undefined) fields.push(limitName, `${one.limit}`, remainingName!, `${one.verdict.remaining}`)
  }
  return fields
}

/** Makes the edit by which such fields take the place of those that a target has sent. */
export function rateLimitEdits(filters: readonly RateLimit[]): (fields: readonly string[]) => FieldEdits {
  const { drops } = fieldEdits([...OWN, ...filters.flatMap(windowNames)], [])
  return (fields) => {
    let lines = ''
    for (let at = 0; at < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`
    return { drops, lines }
  }
}
