import { hostMatches } from '#lib/routing/host.ts'
import type { Entry, EntryPath, HostMatch, NamedMatch, ValueMatch } from '#lib/snapshot/snapshot.ts'
import { ANY_LABEL, type Asked } from '../witness.ts'

type Named = Exclude<HostMatch, { kind: 'any' }>

/** The host of which the other takes all; null where neither is so. */
function narrower(a: Named, b: Named): Named | null {
  if (a.kind === 'exact') return hostMatches({ ...b, port: undefined }, { name: a.value, port: null }, 0) ? a : null
  if (b.kind === 'exact') return narrower(b, a)
  if (a.kind !== b.kind) {
    const [prefix, suffix] = a.kind === 'prefix' ? [a, b] : [b, a]
    return suffix.kind === 'suffix' && suffix.labels === 'many' ? { kind: 'exact', value: prefix.value + ANY_LABEL + suffix.value } : null
  }
  const [long, short] = a.value.length >= b.value.length ? [a, b] : [b, a]
  if (long.kind === 'prefix') return long.value.startsWith(short.value) ? long : null
  if (long.value === short.value) return long.kind === 'suffix' && long.labels === 'one' ? long : short
  return long.value.endsWith(short.value) && short.kind === 'suffix' && short.labels === 'many' ? long : null
}

/** Hosts that both rules take; null where there is none. */
function meetHosts(a: HostMatch, b: HostMatch): HostMatch | null {
  if (a.kind === 'any') return b
  if (b.kind === 'any') return a
  if (a.port !== undefined && b.port !== undefined && a.port !== b.port) return null
  const host = narrower(a, b)
  const port = a.port ?? b.port
  return host && (port === undefined ? host : { ...host, port })
}

/** Paths at which both may meet: the longer of two literals; of a regex nobody knows. */
function meetPaths(a: EntryPath, b: EntryPath): EntryPath[] {
  if (a.kind === 'regex' || b.kind === 'regex' || a.kind === 'any' || b.kind === 'any') return [a, b].filter(({ kind }) => kind !== 'any')
  if (a.kind === 'exact') return [a]
  return b.kind === 'exact' || b.value.length > a.value.length ? [b] : [a]
}

/** Lists of which an empty one means any; null where they have nothing in common. */
function meetLists(a: readonly string[], b: readonly string[]): string[] | null {
  if (a.length === 0 || b.length === 0) return [...a, ...b]
  const both = a.filter((value) => b.includes(value))
  return both.length > 0 ? both : null
}

function meetValues(a: readonly ValueMatch[], b: readonly ValueMatch[]): ValueMatch[] {
  const both = a.filter((value) => b.some((other) => other.kind === value.kind && other.value === value.value))
  return both.length > 0 ? both : [...a, ...b].toSorted((one, other) => Number(one.kind === 'regex') - Number(other.kind === 'regex'))
}

function meetNamed(a: readonly NamedMatch[], b: readonly NamedMatch[]): NamedMatch[] {
  const more = b.filter(({ name }) => !a.some((match) => match.name === name))
  const both = a.map((match) => ({ ...match, any: meetValues(match.any, b.find(({ name }) => name === match.name)?.any ?? match.any) }))
  return [...both, ...more]
}

/** What a request must have to meet both routes, as far as it can be told; null where none can. */
export function meetAsked(a: Asked, b: Asked): Asked | null {
  const methods = meetLists(a.methods, b.methods)
  // A wildcard and a name may meet, at the name.
  const snis = meetLists(a.snis, b.snis) ?? [...a.snis, ...b.snis].filter((sni) => !sni.startsWith('*.'))
  return methods && { methods, snis, headers: meetNamed(a.headers, b.headers), query: meetNamed(a.query, b.query) }
}

/** What is asked at the meeting of two entries: hosts and paths of both. Empty where they do not meet. */
export function meetEntries(a: Entry, b: Entry): Pick<Entry, 'host' | 'path'>[] {
  const host = meetHosts(a.host, b.host)
  return host ? meetPaths(a.path, b.path).map((path) => ({ host, path })) : []
}
