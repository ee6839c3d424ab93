import type { Route } from '#lib/model/route.ts'
import type { DraftEntry } from '../draft-entry.ts'
import { byAsc, byDesc, type Compare } from './compare.ts'

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

/** Bits of the submatch weight: a wildcard host with a port, no wildcard host at all, a regex path. */
function submatchWeight({ route, path }: DraftEntry): number {
  const wildcards = route.hosts.filter(isWildcard)
  return (
    (wildcards.some((host) => /:\d+$/.test(host)) ? 4 : 0) |
    (route.hosts.length > 0 && wildcards.length === 0 ? 2 : 0) |
    (path.kind === 'regex' ? 1 : 0)
  )
}

/** Kong's order, flavour traditional_compatible (semantics §1.3). */
export const KONG: Compare<DraftEntry>[] = [
  byDesc((e) => bitCount(fieldBits(e.route))),
  byDesc((e) => fieldBits(e.route)),
  byDesc((e) => (e.host.kind !== 'any' && e.host.port !== undefined ? 1 : 0)),
  byDesc(submatchWeight),
  byDesc((e) => Object.keys(e.route.headers).length),
  byDesc((e) => (e.path.kind === 'regex' ? e.route.regexPriority : 0)),
  byDesc((e) => (e.path.kind === 'regex' || e.path.kind === 'any' ? 0 : e.path.value.length)),
  byDesc((e) => Object.keys(e.route.query).length),
  byAsc((e) => e.createdAt),
  byAsc((e) => e.route.name),
  byAsc((e) => e.order),
]
