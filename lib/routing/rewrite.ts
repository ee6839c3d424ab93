import type { CompiledRewrite, CompiledService } from '#lib/snapshot/snapshot.ts'
import type { Match } from './match.ts'
import { escapePath, withoutDotSegments } from './path.ts'
import { assemble, capturePieces, replacePieces } from './replace.ts'
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
export function replacePrefix(value: string, rest: string): string {
  const base = value.endsWith('/') ? value.slice(0, -1) : value
  if (rest === '' || rest.startsWith('/')) return base + rest || '/'
  return `${base}/${rest}`
}

const slashed = (path: string) => (path.startsWith('/') ? path : `/${path}`)

/** Both query strings, the given one first; a "?" alone drops the request's (nginx rewrite). */
function joinQuery(own: string, query: string): string {
  if (own === '?') return ''
  return own !== '' && query !== '' ? `${own}&${query.slice(1)}` : own + query
}

/** A path, not yet escaped, and a query as it is sent. */
type Asked = { path: string; query: string }

/** What a rewrite makes of the path and query of a request. */
function rewritten(rewrite: CompiledRewrite, match: Match): Asked {
  const { path, query, form } = match
  switch (rewrite.kind) {
    case 'full':
      return { path: slashed(rewrite.value), query }
    case 'prefix':
      return { path: replacePrefix(rewrite.value, path.slice(Math.max(0, match.matchedLength))), query }
    case 'captures': {
      const made = assemble(capturePieces(rewrite.target, match), form)
      return { path: slashed(made.path), query: joinQuery(made.query, query) }
    }
    case 'replace': {
      const made = assemble(replacePieces(rewrite, path, rewrite.withQuery ? query : ''), form)
      return { path: slashed(made.path), query: rewrite.withQuery ? made.query : joinQuery(made.query, query) }
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

/** ingress-nginx, whose form this is: a target that is the path itself rewrites nothing. */
function rewriteOf({ route, test, form }: Match): CompiledRewrite | null {
  const { rewrite } = route
  return form === 'decoded' && rewrite?.kind === 'captures' && test.kind !== 'any' && test.value === rewrite.target ? null : rewrite
}

/** Path and query, ready for the wire. */
function wireTarget(match: Match, rewrite: CompiledRewrite | null, base: string): string {
  const asked = rewrite ? rewritten(rewrite, match) : { path: kongPath(match, base), query: match.query }
  const path = rewrite ? keepV0(base, asked.path) : asked.path
  return escapePath(withoutDotSegments(path), match.form) + asked.query
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
  const target = isUntouched ? rawPath + query : wireTarget(match, rewrite, base)
  const rule: RewriteStep['rule'] = rewrite?.kind ?? (route.stripPath ? 'stripPath' : 'keepPath')
  if (trace) trace.rewrite = { rule, path, matched: prefix, servicePath: base, target }
  const isStripped = !rewrite && route.stripPath && prefix !== '' && prefix !== '/'
  return { target, strippedPrefix: isStripped ? escapePath(prefix, form) : null }
}
