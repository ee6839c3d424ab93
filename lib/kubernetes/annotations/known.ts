import { CANARY_ANNOTATIONS } from './canary.ts'
import { PARTS, type Definition } from './definition.ts'
import { FILTER_ANNOTATIONS } from './filter.ts'
import { PATH_ANNOTATIONS } from './path.ts'
import { ROUTE_ANNOTATIONS } from './route.ts'
import { SERVICE_ANNOTATIONS } from './service.ts'
import { TLS_ANNOTATIONS } from './tls.ts'
import { UPSTREAM_ANNOTATIONS } from './upstream.ts'

export type Bearer = 'Ingress' | 'Service'

export const DEFINITIONS: readonly Definition[] = [
  ...ROUTE_ANNOTATIONS,
  ...PATH_ANNOTATIONS,
  ...FILTER_ANNOTATIONS,
  ...CANARY_ANNOTATIONS,
  ...SERVICE_ANNOTATIONS,
  ...TLS_ANNOTATIONS,
  ...UPSTREAM_ANNOTATIONS,
]

const namesOn = (bearer: Bearer) => new Set(DEFINITIONS.filter(({ part }) => PARTS[part].on === bearer).map(({ name }) => name))
const KNOWN: Record<Bearer, ReadonlySet<string>> = { Ingress: namesOn('Ingress'), Service: namesOn('Service') }

/** Whether objects of this kind may carry the annotation; its name without the prefix. */
export const isKnown = (bearer: Bearer, name: string): boolean => KNOWN[bearer].has(name)

/** How many letters must be added, dropped or exchanged to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

/** The name of several that was meant, most likely, by one that is not among them. */
export function nearestOf(names: Iterable<string>, name: string): string {
  let nearest = { name: '', distance: Infinity }
  // No name of an annotation is longer (apimachinery, IsQualifiedName); a manifest may hold any.
  const start = name.slice(0, 63)
  for (const known of names) {
    const found = distance(start, known)
    if (found < nearest.distance) nearest = { name: known, distance: found }
  }
  return nearest.name
}

/** The annotation that was meant, most likely, by one that is not known. */
export const nearestKnown = (bearer: Bearer, name: string): string => nearestOf(KNOWN[bearer], name)
