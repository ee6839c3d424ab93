import { fieldDifferences } from '#components/form/values.ts'

const SHOWN = 2
const MAX_TEXT = 24

const short = (value: unknown): string | null => {
  if (value === undefined || value === null) return '–'
  if (typeof value === 'object') return null
  const text = String(value)
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
}

/** What differs between two states of an object, in a line: `weight 10 → 25, hosts`. Lists are named only. */
export function changedFields(before: unknown, after: unknown): string {
  const differences = fieldDifferences(before, after, before)
  const words = differences.slice(0, SHOWN).map(({ field, base, theirs }) => {
    const [from, to] = [short(base), short(theirs)]
    return from === null || to === null ? field : `${field} ${from} → ${to}`
  })
  return differences.length > SHOWN ? `${words.join(', ')} …` : words.join(', ')
}
