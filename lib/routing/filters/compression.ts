import type { HeaderValues } from '../request.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'

/** Content codings that answers can get (RFC 9110 §8.4.1, RFC 7932). */
export type Coding = FilterOf<'compression'>['encodings'][number]

/** A filter, prepared for many answers. */
export type CompressionRule = {
  readonly codings: readonly Coding[]
  readonly minBytes: number
  readonly level: number
  /** Whether answers with this media type, in lower case and without parameters, are compressed. Empty: it has none. */
  takesType(type: string): boolean
}

export function compressionRule({ encodings, contentTypes, minBytes, level }: FilterOf<'compression'>): CompressionRule {
  const types = new Set(contentTypes)
  const takesType = (type: string) => types.has('*') || types.has(type) || types.has(`${type.slice(0, type.indexOf('/'))}/*`)
  return { codings: encodings, minBytes, level, takesType }
}

/** One item of Accept-Encoding with its weight (RFC 9110 §12.4.2). */
const ITEM = /^([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/i

function weights(accepted: string | readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const item of String(accepted).split(',')) {
    const match = ITEM.exec(item.trim())
    if (match === null) continue
    const name = match[1]!.toLowerCase().replace(/^x-(?=gzip$)/, '')
    if (!found.has(name)) found.set(name, match[2] === undefined ? 1 : Number(match[2]))
  }
  return found
}

/**
 * The coding that the client likes best, and of those that it likes equally the first that is offered (RFC 9110 §12.5.3). Null:
 * it takes none, or likes the answer better as it is. One that says nothing gets it as it is.
 * @param accepted values of Accept-Encoding; undefined: there is no such field
 */
export function negotiate(accepted: HeaderValues[string], offered: readonly Coding[]): Coding | null {
  if (accepted === undefined) return null
  const known = weights(accepted)
  let best: Coding | null = null
  let weight = known.get('identity') ?? 0
  for (const coding of offered) {
    const own = known.get(coding) ?? known.get('*') ?? 0
    if (own === 0 || own < weight || (best !== null && own === weight)) continue
    best = coding
    weight = own
  }
  return best
}

/** What it hangs on whether an answer is compressed. `fields`: its field lines. `length`: of its body in bytes; null: not known. */
export type Compressible = { status: number; length: number | null; fields: string }

const FIELD = /^(content-type|content-encoding|cache-control|vary|etag|content-md5|digest|content-digest|repr-digest):[ \t]*([^\r\n]*)/gim
const CHANGED = /^(?:content-length|accept-ranges):[^\n]*\n/gim
const STRONG_ETAG = /^(etag:[ \t]*)(?=")/gim

function lookUp(fields: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name, value] of fields.matchAll(FIELD)) {
    const key = name!.toLowerCase()
    const before = found.get(key)
    found.set(key, before === undefined ? value!.trim() : `${before}, ${value!.trim()}`)
  }
  return found
}

const lists = (value: string | undefined, wanted: string): boolean => (value ?? '').split(',').some((item) => item.trim().toLowerCase() === wanted)

/** Checksums of the bytes as they were; nobody could check them any more. */
const CHECKSUMS = ['content-md5', 'digest', 'content-digest', 'repr-digest']

function isCompressible(rule: CompressionRule, { status, length }: Compressible, found: ReadonlyMap<string, string>): boolean {
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false
  if (length !== null && (length === 0 || length < rule.minBytes)) return false
  if (found.has('content-encoding') || CHECKSUMS.some((name) => found.has(name))) return false
  if (lists(found.get('cache-control'), 'no-transform')) return false
  return rule.takesType(mediaType(found.get('content-type')))
}

const mediaType = (value = ''): string => value.split(';', 1)[0]!.trim().toLowerCase()

/** Pieces of these are read one by one while they come: none may wait for the next. */
const STREAMS: ReadonlySet<string> = new Set(['text/event-stream', 'application/x-ndjson', 'application/stream+json', 'multipart/x-mixed-replace'])

/** `coding`: null, it goes as it is. `isStream`: each piece is to be readable as soon as it is here. */
export type CompressionVerdict = { coding: Coding | null; fields: string; isStream: boolean }

/**
 * Decides about an answer and changes its fields: what it says about itself must fit what is sent (RFC 9110 §8.8.3, §12.5.5).
 * The fields of an answer that would be compressed for other clients say so in Vary.
 * @param accepted values of Accept-Encoding; undefined: there is no such field
 */
export function compressionVerdict(rule: CompressionRule, accepted: HeaderValues[string], answer: Compressible): CompressionVerdict {
  const found = lookUp(answer.fields)
  if (!isCompressible(rule, answer, found)) return { coding: null, fields: answer.fields, isStream: false }
  const coding = negotiate(accepted, rule.codings)
  const vary = found.get('vary')
  const varies = lists(vary, '*') || lists(vary, 'accept-encoding') ? '' : 'Vary: Accept-Encoding\r\n'
  const isStream = STREAMS.has(mediaType(found.get('content-type')))
  if (coding === null) return { coding, fields: answer.fields + varies, isStream }
  const kept = answer.fields.replace(CHANGED, '').replace(STRONG_ETAG, '$1W/')
  return { coding, fields: `${kept}Content-Encoding: ${coding}\r\n${varies}`, isStream }
}
