import { isMap, isScalar, isSeq, Pair, Scalar, YAMLMap, type Node, type YAMLSeq } from 'yaml'

/** Small steps on the nodes of a YAML document, so that comments and the form of what is not touched stay. */

export const asMap = (node: unknown): YAMLMap<Node, Node | null> | undefined => (isMap<Node, Node | null>(node) ? node : undefined)
export const asList = (node: unknown): YAMLSeq<Node> | undefined => (isSeq<Node>(node) ? node : undefined)

/** The text of a scalar, whatever it would be read as; undefined for maps, lists and nothing. */
export const textOf = (node: unknown): string | undefined => {
  if (!isScalar(node) || node.value === null) return undefined
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

const QUOTED: readonly unknown[] = [Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE]
export const isQuoted = (node: unknown): boolean => isScalar(node) && QUOTED.includes(node.type)

/** A value that YAML reads as nothing. */
export const isNothing = (node: unknown): boolean =>
  node === null || node === undefined || (isScalar(node) && (node.value === null || (!isQuoted(node) && ['', '~', 'null', 'Null', 'NULL'].includes(String(node.value)))))

export const pairOf = (map: YAMLMap | undefined, key: string): Pair<Node, Node | null> | undefined =>
  map?.items.find((pair) => textOf(pair.key) === key) as Pair<Node, Node | null> | undefined

export const valueOf = (map: YAMLMap | undefined, key: string): Node | null | undefined => pairOf(map, key)?.value
export const textAt = (map: YAMLMap | undefined, key: string): string | undefined => textOf(valueOf(map, key))

/** JSON is YAML, but not the other way round: where keys have quotes, new ones get them. */
const likeKeysOf = (map: YAMLMap): Scalar.Type => (map.items.some(({ key }) => isScalar(key) && key.type === Scalar.QUOTE_DOUBLE) ? Scalar.QUOTE_DOUBLE : Scalar.PLAIN)

function scalar(text: string, type: Scalar.Type): Scalar<string> {
  const made = new Scalar(text)
  made.type = type
  return made
}

export const newKey = (map: YAMLMap, key: string): Scalar<string> => scalar(key, likeKeysOf(map))

/** A new text; `map` is where it will stand. */
export const newText = (map: YAMLMap, text: string): Scalar<string> => scalar(text, likeKeysOf(map))

/** A map of the same style, in the place of a part of `map`. */
export function newMap(map: YAMLMap, entries: readonly [string, Node][]): YAMLMap<Node, Node | null> {
  const made = new YAMLMap<Node, Node | null>()
  if (map.flow !== undefined) made.flow = map.flow
  made.items = entries.map(([key, value]) => new Pair<Node, Node | null>(newKey(map, key), value))
  return made
}

/** Puts an entry after the one named, or first. What stood above the first entry stays above it. */
export function insertAfter(map: YAMLMap, after: string | null, key: string, value: Node): void {
  const index = after === null ? -1 : map.items.findIndex((pair) => textOf(pair.key) === after)
  map.items.splice(index + 1, 0, new Pair(newKey(map, key), value))
}

/** Another name for an entry, in its place. */
export function renameKey(pair: Pair<Node, Node | null>, name: string): void {
  if (isScalar(pair.key)) pair.key.value = name
}

export function removeKey(map: YAMLMap, key: string): void {
  const index = map.items.findIndex((pair) => textOf(pair.key) === key)
  if (index !== -1) map.items.splice(index, 1)
}

const SHOWN = 120
const clipped = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)

/** A value on one line, for people. */
export function inline(node: unknown): string {
  const map = asMap(node)
  const list = asList(node)
  if (map) return clipped(`{${map.items.map(({ key, value }) => `${textOf(key) ?? '…'}: ${inline(value)}`).join(', ')}}`)
  if (list) return clipped(`[${list.items.map(inline).join(', ')}]`)
  return clipped((textOf(node) ?? 'null').trim().replace(/\s+/g, ' '))
}
