import { isDeepStrictEqual } from 'node:util'
import { HeaderName } from '#lib/model/common.ts'
import { listOf, type Family, type Reader } from '../reader.ts'

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g

const KEY_PARTS: Record<string, object> = {
  remote_addr: { from: 'ip' },
  binary_remote_addr: { from: 'ip' },
  host: { from: 'host' },
  http_host: { from: 'host' },
  uri: { from: 'path' },
  request_uri: { from: 'path' },
  request_method: { from: 'method' },
  remote_user: { from: 'header', name: 'authorization' },
}

function keyPart(name: string): object | null {
  if (Object.hasOwn(KEY_PARTS, name)) return KEY_PARTS[name]!
  if (name.startsWith('http_')) return { from: 'header', name: name.slice(5).replaceAll('_', '-') }
  return name.startsWith('cookie_') ? { from: 'cookie', name: name.slice(7) } : null
}

const SECONDS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** `200 202 10m`: statuses and for how long; without any, those of nginx (proxy_cache_valid). */
function duration(text: string): { statuses: number[]; seconds: number } | null {
  const words = text.split(/\s+/)
  const [, count, unit] = /^(\d{1,7})([smhd]?)$/.exec(words.at(-1)!) ?? []
  const statuses = words.slice(0, -1).map(Number)
  if (count === undefined || statuses.some((status) => !(status >= 200 && status <= 499))) return null
  return { statuses: statuses.length > 0 ? statuses : [200, 301, 302], seconds: Math.min(Number(count) * SECONDS[unit!]!, 86_400) }
}

function cacheOf({ text, unserved }: Reader): object | undefined {
  const key = text('auth-cache-key')
  if (!key) return undefined
  const names = [...key.matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare!)
  const parts = names.map(keyPart).filter((part, place, all) => all.findIndex((other) => isDeepStrictEqual(other, part)) === place)
  if (parts.length === 0 || parts.includes(null)) {
    unserved('auth-cache-key', 'It has a variable that is not known here, so that no answer of the auth server is kept')
    return undefined
  }
  const durations = text('auth-cache-duration')
  const read = durations === undefined ? undefined : listOf(durations).map(duration)
  if (read?.includes(null) || read?.length === 0) unserved('auth-cache-duration', 'It cannot be read; answers 200, 202 and 401 are kept for five minutes')
  return { key: parts, ...(read && read.length > 0 && !read.includes(null) ? { durations: read } : {}) }
}

/** `$host` is known where all rules have one host; nothing else is. */
const withHost = (url: string, host: string | null): string => (host === null ? url : url.replaceAll(/\$(?:http_)?host\b/g, host))

function signIn({ text, host, unserved }: Reader): object {
  const given = text('auth-signin')
  if (!given) return {}
  const parameter = text('auth-signin-redirect-param')
  // What oauth2-proxy is told by convention is what the filter adds by itself.
  const url = withHost(given, host).replace(/[?&]rd=(?:\$scheme:\/\/\$(?:http_)?host|\$scheme%3A%2F%2F\$host)?\$(?:escaped_)?request_uri$/, '')
  if (url.includes('$') || !URL.canParse(url) || !/^https?:/.test(url)) {
    unserved('auth-signin', 'It is no address, or has variables that are not known here: who may not pass gets 401')
    return {}
  }
  return { signInUrl: url, ...(parameter ? { signInParameter: parameter } : {}) }
}

/** Beside `auth-url`, these close the paths. */
export const REFUSED: readonly string[] = ['auth-snippet', 'auth-proxy-set-headers', 'auth-request-redirect'] as const
// Connections to the auth server are kept anyway.
const NO_DIFFERENCE = ['auth-keepalive', 'auth-keepalive-requests', 'auth-keepalive-share-vars', 'auth-keepalive-timeout', 'auth-always-set-cookie']

/** A server is asked whether a request may pass (ingress-nginx annotations/authreq). */
export const EXTERNAL_AUTH: Family = {
  names: [
    'auth-url', 'auth-method', 'auth-signin', 'auth-signin-redirect-param', 'auth-response-headers', 'auth-cache-key', 'auth-cache-duration',
    ...REFUSED, ...NO_DIFFERENCE,
  ],
  read(reader) {
    const { draft, host, text, list, closes, invalid } = reader
    const given = text('auth-url')
    if (given === undefined) return
    const url = withHost(given, host)
    if (url.includes('$')) return closes('auth-url', 'Variables of nginx are not known here, but for $host where all rules have one host')
    for (const name of REFUSED) if (text(name)) closes(name, 'What it says to the auth server cannot be said')
    const method = text('auth-method')?.toUpperCase() || 'GET'
    if (!['GET', 'HEAD', 'POST'].includes(method)) closes('auth-method', 'Must be GET, HEAD or POST')
    const headers = list('auth-response-headers') ?? []
    const good = headers.filter((name) => HeaderName.safeParse(name).success)
    if (good.length < headers.length) invalid('auth-response-headers', `"${headers.find((name) => !good.includes(name))}" is no name of a header, and is passed over`)
    const responseHeaders = [...new Set(good.map((name) => name.toLowerCase()))]
    draft.filters.push({ by: 'auth-url', filter: { type: 'externalAuth', url, method, responseHeaders, cache: cacheOf(reader), ...signIn(reader) } })
  },
}
