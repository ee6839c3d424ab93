import { Document, isMap, isScalar, visit, type Node } from 'yaml'
import { parseYaml } from './parse-yaml.ts'

/** One document of a text, with the lines around it that belong to it: `---`, comments, directives. */
export type Piece = { start: number; end: number; source: string }

const BEGINS = /^---(\s|$)/
const ENDS = /^\.\.\.(\s|$)/
const BEFORE_DOCUMENT = /^\s*(#|$)|^%/

/**
 * Cuts a text into its documents; put together again, they are the text. A line that begins with `---` or `...` is a boundary
 * wherever it stands, in a quoted text too (YAML 1.2 §9.1.2), so that a fault in one document leaves the next alone.
 */
export function splitDocuments(text: string): Piece[] {
  const pieces: string[] = []
  let current = ''
  let hasBegun = false
  const cut = () => {
    pieces.push(current)
    current = ''
    hasBegun = false
  }
  for (const line of text.split(/(?<=\n)/)) {
    if (BEGINS.test(line) && hasBegun) cut()
    if (BEGINS.test(line) || !BEFORE_DOCUMENT.test(line)) hasBegun = true
    current += line
    if (ENDS.test(line)) cut()
  }
  if (current !== '') pieces.push(current)
  let start = 0
  return pieces.map((source) => ({ source, start, end: (start += source.length) }))
}

/** How somebody writes YAML, as far as the writer of the library can do the same. */
export type Style = { indent: number; indentSeq: boolean; flowCollectionPadding: boolean }

export function styleOf(source: string): Style {
  const lines = source.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
  const depth = (line: string) => line.length - line.trimStart().length
  const parents = lines.flatMap((line, index) => (/:\s*(#.*)?$/.test(line) && index + 1 < lines.length ? [[line, lines[index + 1]!] as const] : []))
  const lists = parents.filter(([, next]) => next.trimStart().startsWith('- '))
  const maps = parents.filter(([line, next]) => !next.trimStart().startsWith('- ') && !line.trimStart().startsWith('- '))
  const steps = maps.map(([line, next]) => depth(next) - depth(line)).filter((step) => step > 0)
  return {
    indent: Math.min(8, Math.max(1, steps[0] ?? 2)),
    indentSeq: lists.length === 0 || lists.some(([line, next]) => !line.trimStart().startsWith('- ') && depth(next) > depth(line)),
    flowCollectionPadding: !/[{[]\S/.test(source) || /[{[] \S/.test(source),
  }
}

/** What is declared, as the values that Kubernetes reads; aliases and merge keys (YAML 1.1) resolved. */
export const READ = { schema: 'core', merge: true } as const
// Scalars stay texts, so that what is not touched is written as it came: 0777, 1e3, yes.
const EDIT = { schema: 'failsafe' } as const

export type Editable = { document: Document; expanded: boolean }

/** A document as it stands, its scalars as texts. `errors` of it are what is no YAML. */
export const parseGiven = (source: string): Document.Parsed => parseYaml(source, EDIT)

function referencesIn(document: Document): { aliases: number; merges: number } {
  const found = { aliases: 0, merges: 0 }
  visit(document, {
    Alias: () => void found.aliases++,
    Pair: (_, { key }) => void (isScalar(key) && key.value === '<<' && found.merges++),
  })
  return found
}

/** Of a document, in characters: it is read at one go, and nobody else is answered meanwhile. */
export const LONGEST = 49_152
// Each alias is looked for in the whole document, and may stand for nearly all of it.
const MOST_OF_ALIASES = 10 * LONGEST

/**
 * A document to be edited in place, from `parseGiven`. One with aliases is written out first: what an alias stands for would otherwise be
 * converted once for several places, or not at all.
 * @throws {ReferenceError} aliases that multiply beyond bounds, or are too many
 */
export function openDocument(document: Document, source: string): Editable {
  const { aliases, merges } = referencesIn(document)
  if (aliases + merges === 0) return { document, expanded: false }
  if (aliases * source.length > MOST_OF_ALIASES) throw new ReferenceError('Too many aliases')
  const values: unknown = parseYaml(source, READ).toJS({ maxAliasCount: 100 })
  if (JSON.stringify(values).length > LONGEST) throw new ReferenceError('Too much behind aliases')
  const expanded = new Document(values, { schema: 'core', compat: 'yaml-1.1', aliasDuplicateObjects: false })
  if (document.directives?.docStart) expanded.directives!.docStart = true
  return { document: parseYaml(expanded.toString({ lineWidth: 0 }), EDIT), expanded: true }
}

/** A map that is a key, as `{{ .Values.name }}` of a template is read. */
export function mapAsKey(document: Document): Node | null {
  let found: Node | null = null
  visit(document, {
    Pair: (_, { key }) => {
      if (!isMap(key)) return undefined
      found = key
      return visit.BREAK
    },
  })
  return found
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The text of an edited document, in the style of the one that was given. */
export function writeDocument(document: Document, source: string): string {
  const style = styleOf(source)
  const text = document.toString({ lineWidth: 0, ...style })
  if (!isJson(source)) return text
  const end = /\n\s*$/.test(source) ? '\n' : ''
  return JSON.stringify(JSON.parse(text), null, /\n( +)\S/.exec(source)?.[1]?.length ?? 0) + end
}
