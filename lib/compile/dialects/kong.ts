import type { Route } from '#lib/model/route.ts'
import { isRefused, most, OLDEST_FIRST, type Criterion } from './criterion.ts'
import type { DialectRules } from './dialect.ts'
import { locateEach, plainPath } from './locate.ts'
import { byPeers } from './peers.ts'

const isWildcard = (host: string) => host.startsWith('*.') || /\.\*(:\d+)?$/.test(host)

function fieldBits({ hosts, headers, paths, methods, snis, sources, destinations }: Route): number {
  return (
    (hosts.length > 0 ? 0x40 : 0) |
    (Object.keys(headers).length > 0 ? 0x20 : 0) |
    (paths.length > 0 ? 0x10 : 0) |
    (methods.length > 0 ? 0x08 : 0) |
    (snis.length > 0 ? 0x04 : 0) |
    (sources.length > 0 ? 0x02 : 0) |
    (destinations.length > 0 ? 0x01 : 0)
  )
}

function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest > 0; rest &= rest - 1) count++
  return count
}

/** Kong's order (semantics §1.3); its submatch weight is three criteria. */
const CRITERIA: Criterion[] = [
  byPeers,
  isRefused,
  most('fields', (e) => bitCount(fieldBits(e.route))),
  most('fieldKinds', (e) => fieldBits(e.route)),
  most('port', (e) => (e.host.kind !== 'any' && e.host.port !== undefined ? 1 : 0)),
  most('wildcardPort', (e) => (e.route.hosts.some((host) => isWildcard(host) && /:\d+$/.test(host)) ? 1 : 0)),
  most('plainHosts', (e) => (e.route.hosts.length > 0 && !e.route.hosts.some(isWildcard) ? 1 : 0)),
  most('regexPath', (e) => (e.path.kind === 'regex' ? 1 : 0)),
  most('headers', (e) => Object.keys(e.route.headers).length),
  most('regexPriority', (e) => (e.path.kind === 'regex' ? e.route.regexPriority : 0)),
  most('pathLength', (e) => (e.path.kind === 'regex' || e.path.kind === 'any' ? 0 : e.path.value.length)),
  most('query', (e) => Object.keys(e.route.query).length),
  ...OLDEST_FIRST,
]

export const KONG: DialectRules = {
  criteria: CRITERIA,
  labels: 'many',
  pathForm: 'reserved',
  foldHeaderValues: true,
  isHttpServedOnHttps: true,
  endsHosts: false,
  isLocal: true,
  locate: locateEach((path) => plainPath(path, 'startsWith')),
}
