import type { PathMatch } from '#lib/model/route.ts'
import { hostText } from '#lib/routing/host.ts'
import { normaliseTypedPath } from '#lib/routing/path.ts'
import type { DraftEntry, HostPath, Located } from '../draft-entry.ts'
import { isRedirectOnly, isRefused, least, most, OLDEST_FIRST, type Criterion } from './criterion.ts'
import type { DialectRules } from './dialect.ts'

const HOST_CLASS = { exact: 2, suffix: 1, prefix: 1, any: 0 } as const

/** On a host of regexes the declared path decides: the controller sorts before it expands prefixes. */
const sortedText = ({ path, declaredPath }: DraftEntry): string => (path.kind === 'any' ? '' : path.kind === 'regex' ? declaredPath : path.value)

/**
 * ingress-nginx: a server a host, exact names before wildcards. In it exact locations, then the longest prefix; where the
 * host is all regexes, the longest text first, and of equal length the later one in the alphabet (semantics §5.1).
 */
const CRITERIA: Criterion[] = [
  most('host', (e) => HOST_CLASS[e.host.kind]),
  most('hostLength', (e) => (e.host.kind === 'any' ? 0 : e.host.value.length)),
  most('port', (e) => (e.host.kind !== 'any' && e.host.port !== undefined ? 1 : 0)),
  least('hostName', (e) => hostText(e.host)),
  isRefused,
  most('pathKind', (e) => (e.path.kind === 'exact' ? 1 : 0)),
  most('pathLength', (e) => sortedText(e).length),
  most('pathText', sortedText),
  isRedirectOnly,
  ...OLDEST_FIRST,
]

const literal = (path: string) => normaliseTypedPath(path, 'decoded')

const usesRegex = ({ placed, path }: HostPath): boolean => {
  const { useRegex, rewriteTarget } = placed.declared.object
  return path !== null && (path.type === 'regex' || useRegex === true || (rewriteTarget !== undefined && rewriteTarget !== path.value))
}

/**
 * The locations of a path: a prefix, which ImplementationSpecific is too, stands for itself with a slash and, unless there
 * is one, for an exact one without. Where nginx would answer the latter with a redirect to the slash, it is served here.
 */
function locations(path: PathMatch, exact: ReadonlySet<string>, isAllRegex: boolean): { kind: 'exact' | 'startsWith'; value: string }[] {
  const value = literal(path.value)
  if (path.type === 'exact') return [{ kind: 'exact', value }]
  if (path.type === 'startsWith' || value === '/') return [{ kind: 'startsWith', value }]
  const bare = value.endsWith('/') && !isAllRegex ? value.slice(0, -1) : value
  const slashed = { kind: 'startsWith' as const, value: value.endsWith('/') ? value : `${value}/` }
  return exact.has(bare) ? [slashed] : [slashed, { kind: 'exact', value: bare }]
}

function locateHost(hostPaths: readonly HostPath[]): Located[] {
  const isAllRegex = hostPaths.some(usesRegex)
  const exact = new Set(hostPaths.flatMap(({ path }) => (path?.type === 'exact' ? [literal(path.value)] : [])))
  return hostPaths.flatMap((at): Located[] => {
    if (at.path === null) return [{ at, path: { kind: 'any' } }]
    if (usesRegex(at)) return [{ at, path: { kind: 'regex', value: at.path.value, caseInsensitive: true } }]
    return locations(at.path, exact, isAllRegex).map(({ kind, value }) => ({ at, path: isAllRegex ? { kind: 'regex', value, caseInsensitive: true } : { kind, value } }))
  })
}

/** One use-regex, or a rewrite target that differs from its path, makes regexes of all paths of the host. */
function locate(hostPaths: readonly HostPath[]): Located[] {
  const byHost = Map.groupBy(hostPaths, ({ host }) => hostText(host))
  return [...byHost.values()].flatMap(locateHost)
}

export const NGINX: DialectRules = {
  criteria: CRITERIA,
  // The controller writes `*.` as a regular expression for one label.
  labels: 'one',
  pathForm: 'decoded',
  foldHeaderValues: false,
  isHttpServedOnHttps: false,
  endsHosts: true,
  isLocal: false,
  locate,
}
