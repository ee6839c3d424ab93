import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import type { z } from 'zod'
import { PARTS, readText, type Definition } from '../../annotations/definition.ts'

type Plain = Record<string, unknown>

const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of the whole field, where the annotation sets it whole. */
const schemaOf = ({ part, path }: Definition): z.ZodType | null =>
  path.length > 1 ? null : ((PARTS[part].schema as unknown as { shape: Record<string, z.ZodType> }).shape[path[0]!] ?? null)

/** Whether what stands in an annotation becomes the value. */
function becomes(definition: Definition, plain: unknown, value: unknown): boolean {
  const schema = schemaOf(definition)
  const shaped = definition.shape ? definition.shape(plain) : plain
  const read = schema ? schema.safeParse(shaped).data : shaped
  return read !== undefined && isDeepStrictEqual(read, value)
}

const withoutType = (value: unknown): unknown => {
  if (!isMap(value)) return value
  const { type: _, ...rest } = value
  return rest
}

/** Without the fields that would be so anyway, from the outside in. */
function pruned(plain: unknown, holds: (plain: unknown) => boolean): unknown {
  if (Array.isArray(plain)) {
    return plain.reduce<unknown[]>((items, _, place) => {
      const at = (item: unknown) => items.map((other, index) => (index === place ? item : other))
      return isMap(items[place]) ? at(pruned(items[place], (item) => holds(at(item)))) : items
    }, plain)
  }
  if (!isMap(plain)) return plain
  let kept = plain
  for (const [name, inner] of Object.entries(plain)) {
    const { [name]: _, ...others } = kept
    if (holds(others)) kept = others
    else if (isMap(inner)) kept = { ...kept, [name]: pruned(inner, (item) => holds({ ...kept, [name]: item })) }
  }
  return kept
}

/** What may stand in the annotation for a value, the shortest first. */
function plainsOf(definition: Definition, value: unknown): unknown[] {
  const { shape, only } = definition
  if (!shape) return [value]
  const list = Array.isArray(value) ? value : null
  if (only !== undefined) return list?.length === 1 ? [(list[0] as Plain)[only]] : []
  const bare = list ? list.map(withoutType) : value
  return [true, false, ...(list?.length === 1 ? [(bare as unknown[])[0]] : []), bare, value]
}

const FLOW = { collectionStyle: 'flow', lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER } as const

const inOneLine = (value: unknown): string => stringify(value, FLOW).replace(/\n$/, '')

const single = (value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value)

function* textsOf({ form }: Definition, plain: unknown): Generator<string> {
  if (form === 'text') {
    if (typeof plain === 'string') yield plain
    return
  }
  if (form === 'list' && Array.isArray(plain) && plain.length > 0) yield plain.join(', ')
  if (form === 'lists' && isMap(plain)) yield inOneLine(Object.fromEntries(Object.entries(plain).map(([name, values]) => [name, single(values)])))
  const line = inOneLine(plain)
  if (!line.includes('\n')) yield line
  yield JSON.stringify(plain)
}

function reads(definition: Definition, text: string, value: unknown): boolean {
  try {
    const schema = schemaOf(definition)
    const read = readText(definition, text)
    return isDeepStrictEqual(schema ? schema.safeParse(read).data : read, value)
  } catch {
    return false
  }
}

/**
 * The shortest plain text of an annotation that is read as a value: a word, a number, words with commas between them, YAML in
 * one line. Null: no text is.
 * @param value of the field that the annotation sets, as its schema has it
 */
export function textOf(definition: Definition, value: unknown): string | null {
  if (value === undefined) return null
  for (const plain of plainsOf(definition, value)) {
    if (!becomes(definition, plain, value)) continue
    const short = pruned(plain, (candidate) => becomes(definition, candidate, value))
    for (const text of textsOf(definition, short)) if (reads(definition, text, value)) return text
  }
  return null
}
