import type { FilterOf } from '#lib/snapshot/filters.ts'
import { escapePath, withoutDotSegments, type PathForm } from '../path.ts'
import { replacePrefix } from '../rewrite.ts'

/** What a redirect reads of a request and its match. */
export type RedirectRequest = {
  protocol: 'http' | 'https'
  /** As the client sent it, with its port; empty: it named none (HTTP/1.0). */
  host: string
  /** Where the client came in; it counts where the host names no port. */
  port: number
  /** As sent, without the query. */
  rawPath: string
  /** Normalised, in `form`. */
  path: string
  form: PathForm
  /** Of `path`; -1: the entry has no path. */
  matchedLength: number
  /** From `?` on, or empty. */
  query: string
}

const DEFAULT_PORT = { http: 80, https: 443 } as const

/** The path of the location, escaped. A part of the request is escaped in its own form, what the rule puts there as it is written. */
function locationPath({ path: rule }: FilterOf<'redirect'>, { path, form, matchedLength }: RedirectRequest): string {
  if (rule === undefined) return escapePath(path, form)
  const value = escapePath(rule.value)
  const made = rule.mode === 'full' ? value : replacePrefix(value, escapePath(path.slice(Math.max(0, matchedLength)), form))
  return withoutDotSegments(made.startsWith('/') ? made : `/${made}`)
}

/** The port behind the host, with its colon; nothing where it is the scheme's own. */
function portPart(filter: FilterOf<'redirect'>, scheme: 'http' | 'https', request: RedirectRequest): string {
  const named = /:(\d+)$/.exec(request.host)?.[1]
  const used = named === undefined ? request.port : Number(named)
  const port = filter.port ?? (filter.scheme === undefined ? used : DEFAULT_PORT[filter.scheme])
  return port === DEFAULT_PORT[scheme] ? '' : `:${port}`
}

/**
 * Where a redirect leads (Gateway API HTTPRequestRedirectFilter). Parts that the filter does not name are those of the
 * request, its query always. The port is the named one, else that of a named scheme, else the one that the client used; it is
 * left out where the scheme has it anyway. `url` stands for all of it (ingress-nginx permanent-redirect).
 *
 * A location with a host keeps to that host, whatever the path: `//other.test` is no host behind one. Without a host, the
 * path begins with one slash.
 * @returns null where the request names no host and the location needs one
 */
export function redirectLocation(filter: FilterOf<'redirect'>, request: RedirectRequest): string | null {
  if (filter.url !== undefined) return filter.url
  const path = locationPath(filter, request)
  const name = filter.hostname ?? request.host.replace(/:\d+$/, '')
  if (name === '') return filter.scheme === undefined && filter.port === undefined ? path.replace(/^\/+/, '/') + request.query : null
  const scheme = filter.scheme ?? request.protocol
  const isUnchanged = filter.path === undefined && request.rawPath.startsWith('/')
  const host = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name
  return `${scheme}://${host}${portPart(filter, scheme, request)}${isUnchanged ? request.rawPath : path}${request.query}`
}
