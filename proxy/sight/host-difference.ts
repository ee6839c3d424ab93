import type { HostMatch } from '#lib/snapshot/snapshot.ts'

/** Names that differ by more are not alike. */
const MOST = 2
const NOT_ALIKE = Number.POSITIVE_INFINITY

/** How many characters two names differ by, where they differ in one place only; not alike if by more than two. */
function difference(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MOST) return NOT_ALIKE
  let start = 0
  while (start < one.length && one.charCodeAt(start) === other.charCodeAt(start)) start++
  let end = 0
  const most = Math.min(one.length, other.length) - start
  while (end < most && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) end++
  const differing = Math.max(one.length, other.length) - start - end
  return differing <= MOST ? differing : NOT_ALIKE
}

/** As of a host rule's name; `www.` before it counts as one character. */
function namesDiffer(one: string, other: string): number {
  if (one.length === other.length + 4 && one.startsWith('www.') && one.endsWith(other)) return 1
  return difference(one, other)
}

/**
 * How far the name of a request is from a host rule that does not take it: 0 where only the port or the number of labels
 * differs, 1 or 2 for a slip, infinite for another name.
 * @param name as `parseHost` gives it
 */
export function hostDifference(host: HostMatch, name: string): number {
  if (name === '') return NOT_ALIKE
  switch (host.kind) {
    case 'exact':
      return Math.min(namesDiffer(host.value, name), namesDiffer(name, host.value))
    case 'suffix': {
      if (name.endsWith(host.value)) return 0
      if (name === host.value.slice(1)) return 1
      const dot = name.indexOf('.')
      return dot === -1 ? NOT_ALIKE : difference(host.value, name.slice(dot))
    }
    case 'prefix':
      return name.startsWith(host.value) ? 0 : NOT_ALIKE
    case 'any':
      return NOT_ALIKE
  }
}
