/** Field lines as they stand in a head, each with its CRLF. */
type Lines = string

/** Changes to the fields of a message, made once for a filter and applied to many heads. */
export type FieldEdits = {
  /** Finds the lines that go, for `replace`; null: none do. */
  readonly drops: RegExp | null
  /** Lines that come, each with its CRLF. */
  readonly lines: Lines
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * @param drop names of fields that go
 * @param add fields that come behind the others
 */
export function fieldEdits(drop: Iterable<string>, add: Iterable<readonly [name: string, value: string]>): FieldEdits {
  const names = [...drop].map(escaped)
  const drops = names.length === 0 ? null : new RegExp(`^(?:${names.join('|')}):[^\\n]*\\n`, 'gim')
  return { drops, lines: Array.from(add, ([name, value]) => `${name}: ${value}\r\n`).join('') }
}

/** The lines of a head with the edits made. Fields that are not named stay as they were sent. */
export const edited = (lines: Lines, { drops, lines: added }: FieldEdits): Lines => (drops === null ? lines : lines.replace(drops, '')) + added

/** Of a filter with set, add and remove: what it removes goes even where it was just set (Gateway API). */
export function headerFilterEdits({ set, add, remove }: { set: Record<string, string>; add: Record<string, string>; remove: readonly string[] }): FieldEdits {
  const gone = new Set(remove)
  const kept = (fields: Record<string, string>) => Object.entries(fields).filter(([name]) => !gone.has(name))
  return fieldEdits([...gone, ...Object.keys(set)], [...kept(set), ...kept(add)])
}

/** A cookie beside those that the target sets. */
export const setCookieEdits = (cookie: string): FieldEdits => ({ drops: null, lines: `Set-Cookie: ${cookie}\r\n` })
