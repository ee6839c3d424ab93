import { parse } from 'yaml'

export type Range = { start: number; end: number }
/** A document as the preview answers it: see its schema. */
export type AnsweredDocument = Range & { text: string | null; hidden: readonly Range[] }

/** How the preview counts: `\r\n` as one character. */
export const withPlainLines = (text: string): string => text.replaceAll('\r\n', '\n')

const HIDDEN = /"sluice-hidden-(\d+)"/g
const DOTS = '••••••'

// In quotes the value may stand anywhere, whatever its form and its indentation were.
const inQuotes = (source: string): string => JSON.stringify(parse(source, { schema: 'failsafe', logLevel: 'error' }) ?? '')

function fill(given: string, { start, end, text, hidden }: AnsweredDocument): string {
  if (text === null) return given.slice(start, end)
  return text.replace(HIDDEN, (whole, index: string) => {
    const range = hidden[Number(index)]
    return range === undefined ? whole : inQuotes(given.slice(range.start, range.end))
  })
}

function mask(given: string, { start, end, text, hidden }: AnsweredDocument): string {
  if (text !== null) return text.replace(HIDDEN, (whole, index: string) => (Number(index) < hidden.length ? DOTS : whole))
  let shown = ''
  let at = start
  for (const range of [...hidden].sort((a, b) => a.start - b.start)) {
    const value = given.slice(range.start, range.end)
    shown += `${given.slice(at, range.start)}${DOTS}${value.endsWith('\n') ? '\n' : ''}`
    at = range.end
  }
  return shown + given.slice(at, end)
}

/** The converted text, with the values of Secrets, which were not sent back, taken from the text that was given. */
export function convertedText(given: string, documents: readonly AnsweredDocument[]): string {
  const plain = withPlainLines(given)
  const joined = documents.map((one) => fill(plain, one)).join('')
  return given.includes('\r\n') ? joined.replaceAll('\n', '\r\n') : joined
}

/** The same for a screen: dots in the place of the values of Secrets. */
export const shownText = (given: string, documents: readonly AnsweredDocument[]): string => documents.map((one) => mask(withPlainLines(given), one)).join('')

/** What was given, for a screen. */
export const shownGiven = (given: string, documents: readonly AnsweredDocument[]): string =>
  documents.map((one) => mask(withPlainLines(given), { ...one, text: null })).join('')
