import type { DraftEntry } from '../draft-entry.ts'
import { byAsc, byDesc, type Compare } from './compare.ts'

const hostLength = ({ host }: DraftEntry) => (host.kind === 'any' ? 0 : host.value.length)

const PATH_CLASS = { exact: 3, regex: 2, prefix: 1, startsWith: 1, any: 1 } as const

/**
 * Gateway API HTTPRoute precedence: host by characters of an exact name, then of any; exact path, then regex by its
 * priority, then the longest prefix (no path is the prefix "/"); method, headers, query; oldest; name; order in the route.
 */
export const GATEWAY: Compare<DraftEntry>[] = [
  byDesc((e) => (e.host.kind === 'exact' ? e.host.value.length : 0)),
  byDesc(hostLength),
  byDesc((e) => (e.host.kind !== 'any' && e.host.port !== undefined ? 1 : 0)),
  byDesc((e) => PATH_CLASS[e.path.kind]),
  byDesc((e) => (e.path.kind === 'regex' ? e.route.regexPriority : 0)),
  // No path is the prefix "/".
  byDesc((e) => (e.path.kind === 'any' ? 1 : e.path.value.length)),
  byDesc((e) => (e.isRedirectOnly ? 0 : 1)),
  byDesc((e) => (e.route.methods.length > 0 ? 1 : 0)),
  byDesc((e) => Object.keys(e.route.headers).length),
  byDesc((e) => Object.keys(e.route.query).length),
  byDesc((e) => (e.route.snis.length > 0 ? 1 : 0)),
  byAsc((e) => e.createdAt),
  byAsc((e) => e.route.name),
  byAsc((e) => e.order),
]
