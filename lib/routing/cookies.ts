import { headerOf, type HeaderValues } from './request.ts'

/** The value of a cookie in a Cookie header (RFC 6265 §5.4), or null. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}

/** The value of a request's cookie, or null; HTTP/2 clients may send them in several fields (RFC 9113 §8.2.3). */
export function cookieOf(headers: HeaderValues, name: string): string | null {
  const values = headerOf(headers, 'cookie')
  return cookieValue(typeof values === 'string' ? values : values?.join('; '), name)
}

/** What is set on a client. `expires`: Unix time in milliseconds. */
export type SetCookie = {
  name: string
  value: string
  path: string
  domain?: string | undefined
  maxAgeSeconds?: number | undefined
  expires?: number | undefined
  sameSite?: 'Strict' | 'Lax' | 'None' | undefined
  secure: boolean
}

/** Nothing in a cookie can end its line: a head is written as latin1, where U+010D would be a CR. */
const onLine = (text: string): string => text.replace(/[^\x20-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()))

/** The value of a Set-Cookie header (RFC 6265 §4.1), in ASCII. Scripts never see the cookie. */
export function setCookieText({ name, value, path, domain, maxAgeSeconds, expires, sameSite, secure }: SetCookie): string {
  const parts = [
    `${name}=${value}`,
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...(expires === undefined ? [] : [`Expires=${new Date(expires).toUTCString()}`]),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
    ...(secure ? ['Secure'] : []),
    'HttpOnly',
    ...(sameSite === undefined ? [] : [`SameSite=${sameSite}`]),
  ]
  return onLine(parts.join('; '))
}
