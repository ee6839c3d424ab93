import { setImmediate } from 'node:timers/promises'
import { LineCounter, type Node, type YAMLParseError } from 'yaml'
import { noteChange, problemOf, type Change, type Notes, type Place, type Problem } from './change.ts'
import { convertList, convertObject, objectsOf, type Found } from './convert-object.ts'
import { hideSecrets, type Range } from './hide-secrets.ts'
import { LONGEST, mapAsKey, openDocument, parseGiven, READ, splitDocuments, writeDocument, type Piece } from './documents.ts'
import { asMap, isNothing, textAt, valueOf } from './yaml-map.ts'
import { parseYaml } from './parse-yaml.ts'
import { faultOf } from './yaml-fault.ts'

/** One object of the text, with what became of it. */
export type ConvertedObject = {
  kind: string
  /** `default` where it names none; empty for objects that may be the cluster's. */
  namespace: string
  name: string
  apiVersion: { from: string; to: string }
  /** The number of its document, from 0. */
  document: number
  line: number
  changes: Change[]
  problems: Problem[]
  /** As it is after the conversion. */
  object: Record<string, unknown>
}

/**
 * `text` null: as it was given, from `start` to `end`. `hidden`: where the values of Secrets stand in what was given; in `text`,
 * placeholders stand for them in this order.
 */
export type ConvertedDocument = Range & { text: string | null; hidden: Range[] }

export type Conversion = {
  documents: ConvertedDocument[]
  objects: ConvertedObject[]
  /** Of documents of which no object could be read. */
  problems: Problem[]
}

type Parsed = { document: ConvertedDocument; objects: ConvertedObject[]; problems: Problem[] }

// Of the kinds that are looked at; where these name no namespace, kubectl takes the one of its context.
const NAMESPACED = ['Ingress', 'Service', 'Secret', 'ConfigMap', 'EndpointSlice']

/** Pauses where half of the work is done. */
function* convertPiece({ source, start, end }: Piece, number: number, lineOf: (offset: number) => Place): Generator<void, Parsed> {
  const asGiven: ConvertedDocument = { start, end, text: null, hidden: [] }
  const refused = (problem: Problem): Parsed => ({ document: asGiven, objects: [], problems: [problem] })
  if (source.length > LONGEST) return refused(problemOf('DOCUMENT_TOO_LONG', '', lineOf(start), { size: String(source.length), limit: String(LONGEST) }))
  const checked = parseGiven(source)
  const error = checked.errors[0]
  if (error) return refused(yamlProblem(source, error, lineOf(start + Math.min(error.pos[0], source.trimEnd().length))))
  const template = mapAsKey(checked)
  if (template) return refused(problemOf('TEMPLATE', '', lineOf(start + offsetOf(template))))
  if (isNothing(checked.contents)) return { document: asGiven, objects: [], problems: [] }
  let opened: ReturnType<typeof openDocument>
  try {
    opened = openDocument(checked, source)
  } catch {
    return refused(problemOf('ALIASES', '', lineOf(start)))
  }
  const root = asMap(opened.document.contents)
  if (!root || isNothing(valueOf(root, 'kind'))) return refused(problemOf('NOT_AN_OBJECT', '', lineOf(start + offsetOf(checked.contents))))

  const base = offsetOf(checked.contents)
  const place = (node: Node | null | undefined) => lineOf(start + (opened.expanded ? base : (node?.range?.[0] ?? base)))
  const ofList: Notes = { changes: [], problems: [], place }
  const found = objectsOf(root)
  convertList(ofList, root)
  if (opened.expanded && found.some(({ kind }) => kind === 'Secret')) return refused(problemOf('SECRET_BESIDE_ALIASES', '', lineOf(start + base)))
  const objects = found.map((one): ConvertedObject => {
    const notes: Notes = { changes: ofList.changes.splice(0), problems: [], place }
    const to = convertObject(notes, one)
    return { ...facts(one), apiVersion: { from: one.version, to }, document: number, line: place(one.map).line, ...noted(notes), object: {} }
  })
  const first = objects.find(({ changes }) => changes.length > 0)
  if (first && opened.expanded) noteChange({ ...ofList, changes: first.changes }, { path: '', before: null, after: null, reason: 'ALIASES', at: root })
  const written = first ? writeDocument(opened.document, source) : null
  yield
  const values = readValues(written ?? source)
  objects.forEach((object, index) => (object.object = values[index] ?? {}))
  const hidden = opened.expanded ? [] : hideSecrets(found, start)
  return { document: { ...asGiven, text: written !== null && hidden.length > 0 ? writeDocument(opened.document, source) : written, hidden }, objects, problems: [] }
}

const noted = ({ changes, problems }: Notes) => ({ changes: changes.toSorted((a, b) => a.line - b.line), problems })
const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0

function facts({ map, kind }: Found): Pick<ConvertedObject, 'kind' | 'namespace' | 'name'> {
  const metadata = asMap(valueOf(map, 'metadata'))
  const namespace = textAt(metadata, 'namespace') ?? (NAMESPACED.includes(kind) ? 'default' : '')
  return { kind, namespace, name: textAt(metadata, 'name') ?? '' }
}

function yamlProblem(source: string, error: YAMLParseError, place: Place): Problem {
  return /\{\{.*\}\}/.test(source) ? problemOf('TEMPLATE', '', place) : problemOf('YAML', '', place, faultOf(error))
}

/** The objects of a document as values, in the order of `objectsOf`. */
function readValues(text: string): Record<string, unknown>[] {
  const value = parseYaml(text, READ).toJS({ maxAliasCount: 100 }) as Record<string, unknown>
  const { items } = value
  const isList = String(value.kind).endsWith('List') && Array.isArray(items)
  return isList ? items.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null && !Array.isArray(item)) : [value]
}

function* inPieces(given: string): Generator<void, Conversion> {
  const text = given.replaceAll('\r\n', '\n')
  const counter = new LineCounter()
  counter.addNewLine(0)
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1)
  const lineOf = (offset: number): Place => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  }
  const conversion: Conversion = { documents: [], objects: [], problems: [] }
  for (const [index, piece] of splitDocuments(text).entries()) {
    const { document, objects, problems } = yield* convertPiece(piece, index, lineOf)
    conversion.documents.push(document)
    conversion.objects.push(...objects)
    conversion.problems.push(...problems)
    yield
  }
  return conversion
}

/**
 * Converts the Ingresses and IngressClasses of a text of manifests to networking.k8s.io/v1: several documents, lists, YAML or
 * JSON. Everything else stays as it is. Comments and the way of writing stay where YAML allows it. Never throws for what it is
 * given: what cannot be read is a problem with its place. Places count in the text with `\n` for `\r\n`.
 */
export function convertManifests(given: string): Conversion {
  const pieces = inPieces(given)
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
  }
}

const SLICE_MS = 10

/** The same in slices of about 10 ms, at least half a document each, so that others are answered in between. */
export async function convertInSlices(given: string): Promise<Conversion> {
  const pieces = inPieces(given)
  let begun = performance.now()
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
    if (performance.now() - begun < SLICE_MS) continue
    await setImmediate()
    begun = performance.now()
  }
}
