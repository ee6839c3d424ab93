import type { Kind } from '#lib/model/kinds.ts'
import type { Refusal } from './failure.ts'
import { placeOfField, type FieldPath, type Place } from './places.ts'
import type { RawObject, Wanted, WriteIssue } from '../types.ts'

type Candidate = Wanted & { index: number; readAs: string }

/** Whether an object of ours is read from this Kubernetes object, by its name. */
const isOf = ({ kind, readAs }: Candidate, { kind: rawKind, metadata: { namespace = '', name } }: RawObject): boolean => {
  const start = `${namespace}.${name}`
  if (readAs === start) return true
  if (rawKind === 'Service') return readAs.startsWith(`${start}.`)
  // A slice is named by its service, with something behind it.
  if (rawKind === 'EndpointSlice') return kind === 'upstreams' && start.startsWith(readAs.slice(0, readAs.lastIndexOf('.')))
  return rawKind === 'Ingress' && readAs.startsWith(`${start}~`)
}

/** How well one fits the place: the higher, the better. */
function fit({ kind, object, readAs }: Candidate, { kinds, claim, port }: Place): number {
  const rank = kinds.indexOf(kind)
  let points = rank === -1 ? 0 : 10 - rank
  if (port !== undefined && readAs.endsWith(`.${port}`)) points += 100
  if (claim === undefined || object === null || kind !== 'routes') return points
  if (claim === null) return object.kubernetes?.defaultBackend ? points + 100 : points
  if ((object.hosts[0] ?? '') === claim.host) points += 50
  if (claim.path !== undefined && object.paths[0]?.value === claim.path) points += 50
  return points
}

function pathIn({ kind, object }: Candidate, { kinds, path, address, filter }: Place): FieldPath {
  // The object has no such field.
  if (!kinds.includes(kind as Kind)) return []
  if (kind === 'canaries' && path[0] !== 'service' && kinds[0] !== 'canaries') return []
  if (kind === 'upstreams' && kinds[0] === 'services') return path[0] === 'name' ? path : []
  if (kind === 'routes' && filter !== undefined) {
    const index = object?.filters.findIndex(({ type }) => type === filter) ?? -1
    return index === -1 ? path : [...path, index]
  }
  if (kind === 'services' && path[0] === 'targets') return ['host']
  if (kind !== 'upstreams' || address === undefined) return path
  const index = object?.targets.findIndex(({ host }) => host === address) ?? -1
  return index === -1 ? ['targets'] : ['targets', index, 'host']
}

/**
 * Where in what was wanted a refusal of a Kubernetes object belongs.
 *
 * @param after the object that was refused; null: it was to be deleted
 * @param names as of the plan: under which names what was wanted will be read back
 */
export function issuesOfRefusal({ ref, message, causes }: Refusal, after: RawObject | null, wanted: readonly Wanted[], names: ReadonlyMap<number, string>): WriteIssue[] {
  const object: RawObject = after ?? { apiVersion: '', kind: ref.kind, metadata: { name: ref.name, namespace: ref.namespace } }
  const all = wanted.map((one, index): Candidate => ({ ...one, index, readAs: names.get(index) ?? one.name }))
  const own = all.filter((one) => isOf(one, object))
  const where = { object: `${ref.kind} ${ref.namespace}/${ref.name}` }
  const found = causes.length > 0 ? causes : [{ field: null, message }]
  return found.map((cause): WriteIssue => {
    const place = placeOfField(cause.field, object)
    const candidates = own.length > 0 ? own : all
    const best = candidates.toSorted((a, b) => fit(b, place) - fit(a, place))[0]
    const params = { ...where, ...(cause.field === null ? {} : { field: cause.field }), message: cause.message }
    const text = cause.field === null ? cause.message : `${cause.field}: ${cause.message}`
    return { wanted: best?.index ?? 0, path: best ? pathIn(best, place) : [], code: 'REFUSED_BY_CLUSTER', message: `${where.object}: ${text}`, params }
  })
}
