import { asData } from '#components/form/values.ts'

/** One label of a selector. */
export type SelectorRow = { label: string; value: string }

export const isBlankRow = ({ label, value }: SelectorRow) => label.trim() === '' && value.trim() === ''

/** A pasted line: `app=shop`, `app: shop`, or what kubectl prints, `app=shop,tier=web`, of which each part is a line of its own. */
export function parseSelector(line: string): SelectorRow {
  const match = /^\s*([^=:\s]+)\s*(?:==?|:)\s*"?([^"]*?)"?\s*,?\s*$/.exec(line)
  return match ? { label: match[1]!, value: match[2]! } : { label: line.trim(), value: '' }
}

export const selectorRows = (selector: Readonly<Record<string, string>>): SelectorRow[] => Object.entries(selector).map(([label, value]) => ({ label, value }))

/** Of one label twice the later counts, as in a file. A value may be empty. */
export const selectorOf = (rows: readonly SelectorRow[]): Record<string, string> =>
  asData(rows.filter((row) => !isBlankRow(row)).map(({ label, value }) => [label.trim(), value.trim()] as const))

/** The row that shows a label. */
export const rowOfLabel = (rows: readonly SelectorRow[], label: string): number => rows.findLastIndex((row) => row.label.trim() === label)
