import type { ExplainedCandidate, FailedField } from './explanation.ts'

/** The columns of the candidates' table, in the order in which the matcher looks. */
export const FIELDS = ['listener', 'host', 'path', 'method', 'header', 'query', 'sni'] as const
export type CandidateField = (typeof FIELDS)[number]

/** `unknown`: the matcher stopped before it. */
export type Mark = 'met' | 'failed' | 'unknown'

/** The protocol is the listener's. */
const columnOf = (failed: FailedField): CandidateField => (failed === 'protocol' ? 'listener' : failed)

export const failedColumn = ({ verdict, failed }: ExplainedCandidate): CandidateField | null =>
  verdict !== 'lost' || failed === undefined ? null : columnOf(failed)

/** What is known of each field: met up to the first that failed, and nothing after it. */
export function marksOf(candidate: ExplainedCandidate): Record<CandidateField, Mark> {
  const failed = failedColumn(candidate)
  const stop = failed === null ? FIELDS.length : FIELDS.indexOf(failed)
  const unsure: Mark = candidate.verdict === 'lost' && failed === null ? 'unknown' : 'met'
  const marks = FIELDS.map((field, index) => [field, index < stop ? unsure : index === stop ? 'failed' : 'unknown'] as const)
  return Object.fromEntries(marks) as Record<CandidateField, Mark>
}

/** How many fields a candidate met before it failed; a winner and those outranked met them all. */
export const fieldsMet = (candidate: ExplainedCandidate): number => FIELDS.filter((field) => marksOf(candidate)[field] === 'met').length

const byRank = (a: ExplainedCandidate, b: ExplainedCandidate) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER)

/** The winner first, then those that came nearest, by rank among equals. */
export function sortCandidates(candidates: readonly ExplainedCandidate[]): ExplainedCandidate[] {
  const place = (candidate: ExplainedCandidate) => (candidate.verdict === 'won' ? FIELDS.length + 1 : fieldsMet(candidate))
  return candidates.toSorted((a, b) => place(b) - place(a) || byRank(a, b))
}

/** Those that contain every word in route, entry or reason. */
export function filterCandidates(candidates: readonly ExplainedCandidate[], text: string): ExplainedCandidate[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '')
  return candidates.filter(({ route, entry, why }) => {
    const haystack = `${route} ${entry} ${why}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}
