import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { say, type Locale } from './messages.ts'
import { refuseInput } from './parse-input.ts'
import type { Verb } from './verb.ts'

export const MAX_BODY_MIB = 5
const MAX_BODY_BYTES = MAX_BODY_MIB * 1024 * 1024
const JSON_TYPE = /^application\/(merge-patch\+)?json\s*(;|$)/i

/** Headers that are inputs, by the name of the input. */
export const HEADER_INPUTS = { ifMatch: 'If-Match', ifNoneMatch: 'If-None-Match', comment: 'Sluice-Comment' } as const

async function readBytes(request: Request, locale: Locale): Promise<string> {
  const tooLarge = () => new AppError('INVALID', say(locale, 'bodyTooLarge', { limit: MAX_BODY_MIB }))
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * The JSON body, or undefined where there is none.
 * @throws {AppError} BAD_REQUEST for another content type or malformed JSON, INVALID when it is too large
 */
async function readBody(request: Request, locale: Locale): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const text = await readBytes(request, locale)
  if (text.trim() === '') return undefined
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) throw new AppError('BAD_REQUEST', say(locale, 'jsonNeeded'))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('BAD_REQUEST', say(locale, 'badJson', { detail: (cause as Error).message }))
  }
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields that a verb takes; of a union, none is known. */
export const fieldsOf = ({ input }: Pick<Verb, 'input'>): string[] => (input instanceof z.ZodObject ? Object.keys(input.shape) : [])

/** NUL, or half a surrogate pair: no text, and PostgreSQL refuses it. */
const isText = (value: string) => value.isWellFormed() && !value.includes('\0')

type Broken = { path: (string | number)[]; message: 'brokenText' | 'reservedField' }

/** Where the first text or name stands that cannot be kept; null: there is none. A field `__proto__` would vanish without a word. */
function brokenAt(value: unknown, path: (string | number)[]): Broken | null {
  if (typeof value === 'string') return isText(value) ? null : { path, message: 'brokenText' }
  if (typeof value !== 'object' || value === null) return null
  for (const [key, part] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key]
    if (key === '__proto__') return { path: at, message: 'reservedField' }
    const found = isText(key) ? brokenAt(part, at) : { path, message: 'brokenText' as const }
    if (found) return found
  }
  return null
}

/**
 * The input of a verb: headers, query, body and path, the later one before the earlier. Of headers and query only what
 * the verb takes, so that `?workspace=` and a stray parameter are no unknown fields.
 * @throws {AppError} BAD_REQUEST, INVALID
 */
export async function readInput(request: Request, params: Record<string, string>, verb: Verb, locale: Locale): Promise<unknown> {
  const fields = fieldsOf(verb)
  const input: Record<string, unknown> = {}
  for (const [field, header] of Object.entries(HEADER_INPUTS)) {
    const value = request.headers.get(header)
    if (value !== null && fields.includes(field)) input[field] = decoded(value)
  }
  for (const [field, value] of new URL(request.url).searchParams) {
    if (fields.includes(field) && field !== verb.body) input[field] = value
  }
  const body = await readBody(request, locale)
  if (verb.body !== undefined) input[verb.body] = body
  else if (isRecord(body)) Object.assign(input, body)
  else if (body !== undefined) throw new AppError('BAD_REQUEST', say(locale, 'notAnObject'))
  for (const [field, value] of Object.entries(params)) input[field] = decoded(value)
  // The fields of a body that is an object of its own are named as they stand in it.
  const broken = brokenAt(body, []) ?? brokenAt(input, [])
  if (broken) refuseInput([{ path: broken.path, message: say(locale, broken.message) }])
  return input
}
