import type { HashSource } from '#lib/snapshot/upstream.ts'
import { cookieOf, setCookieText } from '../cookies.ts'
import type { Match } from '../match.ts'
import { matchAtStart } from '../pattern.ts'
import { headerOf, type HeaderValues } from '../request.ts'

/** What of a request can be hashed. Only what is asked for is read, so that getters may stand for what is dear. */
export type HashFacts = {
  /** The name of the consumer; null: nobody has proved to be one. */
  consumer: string | null
  clientAddress: string
  headers: HeaderValues
  match: Pick<Match, 'path' | 'query' | 'test'>
}

/**
 * What is hashed. `source`: its place in the list. `setCookie`: the Set-Cookie header that the client needs to come back with
 * the same; null: it needs none.
 */
export type HashText = { source: number; text: string; setCookie: string | null }

const [PLUS, SPACE, PERCENT, EQUALS, LAST_ASCII] = [0x2b, 0x20, 0x25, 0x3d, 0x7f]
const HEX = /^[\da-f]{2}$/i

/** The byte that is escaped at a "%"; null: none is, and the "%" stands for itself. */
function escapedAt(query: string, at: number): number | null {
  const digits = query.slice(at + 1, at + 3)
  return HEX.test(digits) ? Number.parseInt(digits, 16) : null
}

/** Whether the pair has this name. Where it is not ASCII it may have. @param bytes the name, a character a byte */
function isNamed(query: string, start: number, end: number, bytes: string): boolean {
  let at = start
  for (let index = 0; ; index++) {
    const code = at === end ? EQUALS : query.charCodeAt(at)
    if (code > LAST_ASCII) return true
    if (code === EQUALS) return index === bytes.length
    const escaped = code === PERCENT ? escapedAt(query, at) : null
    if ((escaped ?? (code === PLUS ? SPACE : code)) !== bytes.charCodeAt(index)) return false
    at += escaped === null ? 1 : 3
  }
}

/**
 * Kong `get_query_arg`: the values of a repeated argument are sorted; one without "=" is true. Only pairs of the name are decoded:
 * a query may have thousands of others.
 */
function queryArg(query: string, name: string): string | null {
  const bytes = Buffer.from(name).toString('latin1')
  let found = ''
  for (let start = 1, end: number; start < query.length; start = end + 1) {
    end = query.indexOf('&', start)
    if (end === -1) end = query.length
    if (start === end || !isNamed(query, start, end, bytes)) continue
    const pair = query.slice(start, end)
    found += pair.includes('=') ? `&${pair}` : `&${pair}=true`
  }
  if (found === '') return null
  const values = new URLSearchParams(found).getAll(name)
  return values.length === 0 ? null : values.sort().join(',')
}

function capture({ path, test }: HashFacts['match'], name: string): string | null {
  const captures = test.kind === 'regex' && test.pattern ? matchAtStart(test.pattern, path)?.captures : undefined
  return captures && Object.hasOwn(captures, name) ? captures[name]! : null
}

function header(headers: HeaderValues, name: string): string | null {
  const values = headerOf(headers, name.toLowerCase())
  return values === undefined ? null : typeof values === 'string' ? values : values.join(', ')
}

function textOf(source: Exclude<HashSource, { from: 'cookie' }>, facts: HashFacts): string | null {
  switch (source.from) {
    case 'consumer':
      return facts.consumer
    case 'ip':
      return facts.clientAddress
    case 'path':
      return facts.match.path
    case 'header':
      return header(facts.headers, source.name)
    case 'query_arg':
      return queryArg(facts.match.query, source.name)
    case 'uri_capture':
      return capture(facts.match, source.name)
  }
}

/**
 * What of a request is hashed: the first source that it has (Kong balancer/init.lua `get_value_to_hash`). A cookie that is missing
 * is made.
 * @param newId makes its value, as `randomUUID`
 * @returns null: it has none of them, and all such requests go to one target
 */
export function hashText(sources: readonly HashSource[], facts: HashFacts, newId: () => string): HashText | null {
  for (const [place, source] of sources.entries()) {
    if (source.from !== 'cookie') {
      const text = textOf(source, facts)
      if (text !== null) return { source: place, text, setCookie: null }
      continue
    }
    const { name, path } = source
    const known = cookieOf(facts.headers, name)
    if (known !== null) return { source: place, text: known, setCookie: null }
    const value = newId()
    return { source: place, text: value, setCookie: setCookieText({ name, value, path, secure: false, sameSite: 'Lax' }) }
  }
  return null
}
