export const SESSION_COOKIE = 'sluice_session'

/** The value of a cookie in a Cookie header (RFC 6265 §4.2.1), or null. */
export function readCookie(header: string | null, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return null
}

/**
 * A Set-Cookie value for the session: HttpOnly, SameSite=Lax, for the whole site.
 * @param maxAgeSeconds 0 removes it
 * @param secure whether the request came over https; over plain http a Secure cookie would be lost
 */
export const sessionCookie = (token: string, maxAgeSeconds: number, secure: boolean): string =>
  `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`
