import type { CompiledRewrite, CompiledService } from '#lib/snapshot/snapshot.ts'
import type { Match } from './match.ts'
import { escapePath, splitTarget } from './path.ts'
import { fillCaptures, replaceFirst } from './replace.ts'
import type { RewriteStep, Trace } from './trace.ts'

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

/** Gateway API ReplacePrefixMatch: slashes where the two meet count once, and none is added. */
function replacePrefix(value: string, rest: string): string {
  const base = value.endsWith('/') ? value.slice(0, -1) : value
  if (rest === '' || rest.startsWith('/')) return base + rest || '/'
  return `${base}/${rest}`
}

const slashed = (path: string) => (path.startsWith('/') ? path : `/${path}`)

/** Both query strings, the given one first; a "?" alone drops the request's (nginx rewrite). */
function joinQuery(path: string, own: string, query: string): string {
  if (own === '?') return path
  return own !== '' && query !== '' ? `${path}${own}&${query.slice(1)}` : path + own + query
}

/** The path and query that a rewrite makes of the request's, ready for the wire. */
function rewritten(rewrite: CompiledRewrite, match: Match): string {
  const { path, query, form } = match
  switch (rewrite.kind) {
    case 'full':
      return escapePath(slashed(rewrite.value), form) + query
    case 'prefix':
      return escapePath(replacePrefix(rewrite.value, path.slice(Math.max(0, match.matchedLength))), form) + query
    case 'captures': {
      // Split before it is filled: a "?" that a group took belongs to the path.
      const { path: target, query: own } = splitTarget(slashed(rewrite.target))
      return joinQuery(escapePath(slashed(fillCaptures(target, match)), form), fillCaptures(own, match), query)
    }
    case 'replace': {
      const { path: target, query: own } = splitTarget(slashed(replaceFirst(rewrite, rewrite.withQuery ? path + query : path)))
      return rewrite.withQuery ? escapePath(target, form) + own : joinQuery(escapePath(target, form), own, query)
    }
  }
}

/** Service path × strip path × path handling (Kong runloop/handler.lua, semantics §1.5). An entry without a path strips nothing but the first slash. */
function kongPath(match: Match, base: string): string {
  const { route, path, matchedLength } = match
  const postfix = sanitisePostfix(matchedLength === -1 ? withoutLeadingSlash(path) : path.slice(matchedLength))
  const v0 = route.pathHandling === 'v0'
  if (route.stripPath) return v0 ? stripV0(base, postfix, path) : concatenate(base, postfix)
  return v0 ? keepV0(base, path) : base + withoutLeadingSlash(path)
}

/** ingress-nginx: a target that is the path itself rewrites nothing. */
function rewriteOf({ route, test }: Match): CompiledRewrite | null {
  const { rewrite } = route
  return rewrite?.kind === 'captures' && test.kind !== 'any' && test.value === rewrite.target ? null : rewrite
}

/**
 * The path that the target is asked for. A rewrite takes the place of strip path and path handling, and the service's path
 * comes before what it makes. In the form `decoded` an unchanged path goes on as it was sent (nginx).
 */
export function upstreamTarget(match: Match, service: Pick<CompiledService, 'path'>, trace?: Trace): UpstreamTarget {
  const base = service.path ?? '/'
  const { route, path, rawPath, matchedLength, form, query } = match
  const prefix = matchedLength === -1 ? '' : path.slice(0, matchedLength)
  const rewrite = rewriteOf(match)
  const isUntouched = form === 'decoded' && !rewrite && !route.stripPath && base === '/'
  const target = rewrite
    ? keepV0(escapePath(base, form), rewritten(rewrite, match))
    : isUntouched
      ? rawPath + query
      : escapePath(kongPath(match, base), form) + query
  const rule: RewriteStep['rule'] = rewrite?.kind ?? (route.stripPath ? 'stripPath' : 'keepPath')
  if (trace) trace.rewrite = { rule, path, matched: prefix, servicePath: base, target }
  const isStripped = !rewrite && route.stripPath && prefix !== '' && prefix !== '/'
  return { target, strippedPrefix: isStripped ? escapePath(prefix, form) : null }
}
