import { literalPrefix } from '#lib/routing/regex/literal-prefix.ts'
import type { DraftEntry } from '../draft-entry.ts'
import { isRedirectOnly, isRefused, most, OLDEST_FIRST, type Criterion } from './criterion.ts'
import type { DialectRules } from './dialect.ts'
import { locateEach, plainPath } from './locate.ts'

const HOST_CLASS = { exact: 2, suffix: 1, prefix: 1, any: 0 } as const

/** Without the trailing slash of a prefix, which is ignored. Of a regex what is certain: more signs are no closer match. */
function pathLength({ path }: DraftEntry): number {
  if (path.kind === 'any') return 0
  if (path.kind === 'regex') return literalPrefix(path.value, path.caseInsensitive).length
  return path.kind === 'prefix' && path.value !== '/' && path.value.endsWith('/') ? path.value.length - 1 : path.value.length
}

const PATH_CLASS = { exact: 2, regex: 1, prefix: 0, startsWith: 0, any: 0 } as const

/**
 * Ingress v1: exact host, wildcard host, no host; the longest path; Exact before Prefix at equal length (semantics §4). A regex
 * counts by its literal start, between the two; of several with the same, the longest text comes first. What
 * annotations add comes after that: who asks for a method, headers or a query before who does not.
 */
export const INGRESS_CRITERIA: readonly Criterion[] = [
  isRefused,
  most('host', (e) => HOST_CLASS[e.host.kind]),
  most('hostLength', (e) => (e.host.kind === 'any' ? 0 : e.host.value.length)),
  most('pathLength', pathLength),
  most('pathKind', (e) => PATH_CLASS[e.path.kind]),
  most('pathLength', (e) => (e.path.kind === 'regex' ? e.path.value.length : 0)),
  isRedirectOnly,
  most('methods', (e) => (e.route.methods.length > 0 ? 1 : 0)),
  most('headers', (e) => Object.keys(e.route.headers).length),
  most('query', (e) => Object.keys(e.route.query).length),
  ...OLDEST_FIRST,
]

export const INGRESS: DialectRules = {
  criteria: INGRESS_CRITERIA,
  labels: 'one',
  pathForm: 'reserved',
  foldHeaderValues: false,
  isHttpServedOnHttps: false,
  endsHosts: false,
  isLocal: true,
  locate: locateEach((path) => plainPath(path, 'prefix')),
}
