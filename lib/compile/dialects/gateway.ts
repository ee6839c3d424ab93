import type { DraftEntry } from '../draft-entry.ts'
import { isRedirectOnly, isRefused, most, OLDEST_FIRST, type Criterion } from './criterion.ts'
import type { DialectRules } from './dialect.ts'
import { locateEach, plainPath } from './locate.ts'
import { byPeers } from './peers.ts'

const PATH_CLASS = { exact: 3, regex: 2, prefix: 1, startsWith: 1, any: 1 } as const

const nameLength = ({ host }: DraftEntry) => (host.kind === 'any' ? 0 : host.value.length)

/**
 * Gateway API HTTPRoute: host by characters of an exact name, then of any; exact path, then regex by its priority, then the
 * longest prefix (no path is the prefix "/"); method, headers, query; oldest; name; order in the route. Streams by their peers.
 */
const CRITERIA: Criterion[] = [
  byPeers,
  isRefused,
  most('host', (e) => (e.host.kind === 'exact' ? e.host.value.length : 0)),
  most('hostLength', nameLength),
  most('port', (e) => (e.host.kind !== 'any' && e.host.port !== undefined ? 1 : 0)),
  most('pathKind', (e) => PATH_CLASS[e.path.kind]),
  most('regexPriority', (e) => (e.path.kind === 'regex' ? e.route.regexPriority : 0)),
  most('pathLength', (e) => (e.path.kind === 'any' ? 1 : e.path.value.length)),
  isRedirectOnly,
  most('methods', (e) => (e.route.methods.length > 0 ? 1 : 0)),
  most('headers', (e) => Object.keys(e.route.headers).length),
  most('query', (e) => Object.keys(e.route.query).length),
  most('snis', (e) => (e.route.snis.length > 0 ? 1 : 0)),
  ...OLDEST_FIRST,
]

export const GATEWAY: DialectRules = {
  criteria: CRITERIA,
  labels: 'many',
  pathForm: 'reserved',
  foldHeaderValues: false,
  isHttpServedOnHttps: false,
  endsHosts: false,
  isLocal: true,
  locate: locateEach((path) => plainPath(path, 'prefix')),
}
