import type { FilterOf } from '#lib/snapshot/filters.ts'
import { headerOf, type HeaderValues } from '../request.ts'

/**
 * What a request shows: text of which each character is a byte, as it came. `missing`: nothing, or something that cannot be
 * read · `repeated`: the same name twice, of which a target might take the other.
 */
export type Shown = { kind: 'shown'; bytes: string } | { kind: 'missing' } | { kind: 'repeated' }

const MISSING: Shown = { kind: 'missing' }
const REPEATED: Shown = { kind: 'repeated' }

const valuesOf = (headers: HeaderValues, name: string): readonly string[] => [headerOf(headers, name) ?? []].flat()

const shownOf = (values: readonly string[]): Shown => {
  if (values.length > 1) return REPEATED
  return values.length === 0 || values[0] === '' ? MISSING : { kind: 'shown', bytes: values[0]! }
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i

/**
 * User name and password of an Authorization field, `name:password` (RFC 7617 §2). The bytes are those of the client, which
 * the charset of our challenge asks to be UTF-8.
 */
export function basicCredentials(headers: HeaderValues): Shown {
  const values = valuesOf(headers, 'authorization')
  if (values.length > 1) return REPEATED
  const encoded = BASIC.exec(values[0] ?? '')?.[1]
  if (encoded === undefined) return MISSING
  const bytes = Buffer.from(encoded, 'base64').toString('latin1')
  return bytes.indexOf(':') > 0 ? { kind: 'shown', bytes } : MISSING
}

/** A part of a query as bytes, as applications read it: "+" is a space (URL Standard, application/x-www-form-urlencoded). */
const decoded = (text: string): string =>
  text.replaceAll('+', ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const nameOf = (pair: string): string => decoded(pair.split('=', 1)[0]!)

function argumentValues(query: string, name: string): string[] {
  const pairs = query.slice(1).split('&')
  return pairs.filter((pair) => pair.includes('=') && nameOf(pair) === name).map((pair) => decoded(pair.slice(pair.indexOf('=') + 1)))
}

const cookiePairs = (headers: HeaderValues): string[] => valuesOf(headers, 'cookie').flatMap((line) => line.split(';'))
const cookieName = (pair: string): string => pair.split('=', 1)[0]!.trim()

/** All values of a cookie, as they were sent: of several, applications take one or the other. */
export function cookieValues(headers: HeaderValues, name: string): string[] {
  const pairs = cookiePairs(headers).filter((pair) => pair.includes('=') && cookieName(pair) === name)
  return pairs.map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
}

/**
 * The API key of a request: of the first name that is there, in its header, else in the query, else in a cookie (Kong
 * key-auth). Names of headers compare in any case.
 * @param query from `?` on, or empty
 */
export function apiKey({ names, inHeader, inQuery, inCookie }: FilterOf<'keyAuth'>, headers: HeaderValues, query: string): Shown {
  for (const name of names) {
    const places = [
      inHeader ? valuesOf(headers, name.toLowerCase()) : [],
      inQuery ? argumentValues(query, name) : [],
      inCookie ? cookieValues(headers, name) : [],
    ]
    const values = places.find((found) => found.length > 0)
    if (values) return shownOf(values)
  }
  return MISSING
}

/**
 * A query without the arguments of these names; the others stay as they were sent.
 * @param query from `?` on, or empty
 */
export function withoutArguments(query: string, names: readonly string[]): string {
  const kept = query.slice(1).split('&').filter((pair) => !names.includes(nameOf(pair))).join('&')
  return kept === '' ? '' : `?${kept}`
}

/** The value of Cookie without the cookies of these names; empty: none is left. */
export function withoutCookies(headers: HeaderValues, names: readonly string[]): string {
  const kept = cookiePairs(headers).filter((pair) => !names.includes(cookieName(pair)))
  return kept.map((pair) => pair.trim()).join('; ')
}
