import type { CompiledService } from '#lib/snapshot/snapshot.ts'
import type { Match } from './match.ts'
import { escapePath } from './path.ts'

/** What is asked of the target: path with query, ready for the wire, and the prefix that was stripped (null = none). */
export type UpstreamTarget = { target: string; strippedPrefix: string | null }

/** What is left of a path after its prefix must not climb out of the service's path (Kong `sanitize_uri_postfix`). */
function sanitisePostfix(postfix: string): string {
  if (postfix === '.' || postfix === '..') return ''
  if (postfix.startsWith('./')) return postfix.slice(2)
  if (postfix.startsWith('../')) return postfix.slice(3)
  return postfix
}

const withoutLeadingSlash = (path: string) => (path.startsWith('/') ? path.slice(1) : path)

/** Kong path_handling v1 with strip_path: plain concatenation, dropping one slash where two meet. */
function concatenate(base: string, rest: string): string {
  return base.endsWith('/') ? base + withoutLeadingSlash(rest) : base + rest
}

/** Kong path_handling v0 with strip_path. */
function stripV0(base: string, postfix: string, path: string): string {
  const slashed = base.endsWith('/')
  if (postfix === '') {
    if (!slashed) return path.length > 1 && path.endsWith('/') ? `${base}/` : base
    return base === '/' || path.endsWith('/') ? base : base.slice(0, -1)
  }
  if (postfix.startsWith('/')) return slashed ? base.slice(0, -1) + postfix : base + postfix
  return slashed ? base + postfix : `${base}/${postfix}`
}

/** Kong path_handling v0 without strip_path. */
function keepV0(base: string, path: string): string {
  if (base.endsWith('/')) return base + withoutLeadingSlash(path)
  return path === '/' ? base : base + path
}

/**
 * Service path × strip path × path handling → the path that the target is asked for (Kong runloop/handler.lua,
 * semantics §1.5). An entry without a path strips nothing but the first slash.
 */
export function upstreamTarget(match: Match, service: Pick<CompiledService, 'path'>): UpstreamTarget {
  const base = service.path ?? '/'
  const { route, path, matchedLength } = match
  const prefix = matchedLength === -1 ? '' : path.slice(0, matchedLength)
  const postfix = sanitisePostfix(matchedLength === -1 ? withoutLeadingSlash(path) : path.slice(matchedLength))
  const v0 = route.pathHandling === 'v0'
  const result = route.stripPath
    ? v0
      ? stripV0(base, postfix, path)
      : concatenate(base, postfix)
    : v0
      ? keepV0(base, path)
      : base + withoutLeadingSlash(path)
  const stripped = route.stripPath && prefix !== '' && prefix !== '/' ? escapePath(prefix) : null
  return { target: escapePath(result) + match.query, strippedPrefix: stripped }
}
