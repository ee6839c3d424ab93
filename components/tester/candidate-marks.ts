import type { ExplainedCandidate, FailedField } from './explanation.ts'

/** The columns of the candidates' table, in the order in which the matcher looks. */
export const HTTP_FIELDS = ['listener', 'host', 'path', 'method', 'header', 'query', 'sni'] as const
export const STREAM_FIELDS = ['listener', 'source', 'destination', 'sni'] as const
export type CandidateField = (typeof HTTP_FIELDS | typeof STREAM_FIELDS)[number]
export type Fields = readonly CandidateField[]

/** `unknown`: the matcher stopped before it. */
export type Mark = 'met' | 'failed' | 'unknown'

/** The protocol is the listener's. */
const columnOf = (failed: FailedField): CandidateField => (failed === 'protocol' ? 'listener' : failed)

export const failedColumn = ({ verdict, failed }: ExplainedCandidate): CandidateField | null =>
  verdict !== 'lost' || failed === undefined ? null : columnOf(failed)

/** How many fields a candidate met before it failed; a winner and those outranked met them all. */
export function fieldsMet(candidate: ExplainedCandidate, fields: Fields): number {
  const failed = failedColumn(candidate)
  // Where a host ends, listener and host alone had to fit.
  if (candidate.route === null) return fields.indexOf('host') + 1
  if (failed !== null) return Math.max(0, fields.indexOf(failed))
  return candidate.verdict === 'lost' ? 0 : fields.length
}

/** What is known of each field: met up to the first that failed, and nothing after it. */
export function marksOf(candidate: ExplainedCandidate, fields: Fields): Mark[] {
  const met = fieldsMet(candidate, fields)
  const failed = failedColumn(candidate)
  return fields.map((field, index) => (index < met ? 'met' : field === failed ? 'failed' : 'unknown'))
}

const byRank = (a: ExplainedCandidate, b: ExplainedCandidate) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER)

/** The winner first, then those that came nearest, by rank among equals. */
export function sortCandidates(candidates: readonly ExplainedCandidate[], fields: Fields): ExplainedCandidate[] {
  const place = (candidate: ExplainedCandidate) => (candidate.verdict === 'won' ? fields.length + 1 : fieldsMet(candidate, fields))
  return candidates.toSorted((a, b) => place(b) - place(a) || byRank(a, b))
}

/** Those that contain every word in route, entry or reason. */
export function filterCandidates(candidates: readonly ExplainedCandidate[], text: string): ExplainedCandidate[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '')
  return candidates.filter(({ route, entry, why }) => {
    const haystack = `${route ?? ''} ${entry} ${why}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}
