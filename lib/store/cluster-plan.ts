import { describeChanges } from '#lib/kubernetes/write/show/changes.ts'
import { withEdits } from '#lib/kubernetes/write/edited.ts'
import { planWrites as planEdits, refsOf } from '#lib/kubernetes/write/plan.ts'
import { prepareRequests, type Prepared } from '#lib/kubernetes/write/send/requests.ts'
import { refKey, type KubernetesChange, type Wanted } from '#lib/kubernetes/write/types.ts'
import { verifyPlan } from '#lib/kubernetes/write/verify/verify.ts'
import { KIND_NAMES } from '#lib/model/kinds.ts'
import { referencesOf } from '#lib/model/references.ts'
import { changeId, type ClusterParts } from './cluster-execute.ts'
import { declaredOf, findStored } from './cluster-listing.ts'
import { namedByStrangers, notWritable } from './cluster-refusals.ts'
import { strangersNaming } from './cluster-strangers.ts'
import { survey, withIdle, type Survey } from './cluster-survey.ts'
import type { WholeReading } from './cluster-view.ts'
import { planWrites, type Planned } from './plan.ts'
import { objectKey, stillReferredTo, type ObjectId } from './refusals.ts'
import type { Change, Stored, Write } from './store.ts'

/** A change of a cluster that was found to be possible, and is not sent yet. */
export type PlannedChange = {
  survey: Survey
  wanted: readonly Wanted[]
  names: ReadonlyMap<number, string>
  prepared: readonly Prepared[]
  /** As it would be read, before the API server has said anything. */
  after: WholeReading
}

const wantedOf = ({ kind, name, after }: Pick<Planned, 'kind' | 'name' | 'after'>): Wanted => ({ kind, name, object: after }) as Wanted

/** Of several writes of one object the last one counts. */
const touchedBy = (writes: readonly Write[]): Wanted[] => [
  ...new Map(writes.map((write) => [objectKey(write), wantedOf({ ...write, after: write.op === 'put' ? write.object : null })])).values(),
]

/** Whether a canary is one of several that one Ingress declares together: those of its routes that stay keep it. */
function hasTwin({ config: { canaries } }: WholeReading, name: string, deleted: ReadonlySet<string>): boolean {
  const own = canaries.find(({ object }) => object.name === name)?.source.origin
  const isTwin = ({ object, source: { origin } }: (typeof canaries)[number]) => object.name !== name && origin && own && refKey(origin) === refKey(own)
  return canaries.some((one) => isTwin(one) && !deleted.has(objectKey({ kind: 'routes', name: one.object.route })))
}

/** The rule of the database: what something else names is not deleted. */
function refuseReferred(whole: WholeReading, planned: readonly Planned[]): void {
  const deleted = new Set(planned.filter(({ after }) => after === null).map(objectKey))
  if (deleted.size === 0) return
  const changed = new Map(planned.map((item) => [objectKey(item), item]))
  const referrers = KIND_NAMES.flatMap((kind) =>
    declaredOf(whole, kind).flatMap(({ object: { name }, object }): ObjectId[] => {
      const write = changed.get(objectKey({ kind, name }))
      const now = write ? write.after : object
      if (!now) return []
      const certificate = 'kubernetes' in now && now.kubernetes && 'certificate' in now.kubernetes ? now.kubernetes.certificate : undefined
      const named: ObjectId[] = [...referencesOf(kind, now as never), ...(certificate === undefined ? [] : [{ kind: 'certificates' as const, name: certificate }])]
      if (!named.some((to) => deleted.has(objectKey(to)))) return []
      return kind === 'canaries' && !write && hasTwin(whole, name, deleted) ? [] : [{ kind, name }]
    }),
  )
  if (referrers.length > 0) throw stillReferredTo(referrers)
  const strangers = strangersNaming(whole, deleted)
  if (strangers.length > 0) throw namedByStrangers(strangers)
}

/**
 * Plans a change against the cluster as it is now.
 * @returns null where it would change nothing
 * @throws {AppError} as `Store.commit`, as far as it can be said without sending anything
 */
export async function planChange({ view }: Pick<ClusterParts, 'view'>, { writes, allowShared = false }: Change): Promise<PlannedChange | Survey> {
  const touched = touchedBy(writes)
  const found = await survey(view, (world) => refsOf(touched, world))
  const { world, whole, read } = found
  const planned = planWrites(writes, (kind, name) => findStored(whole, kind, name))
  if (planned.length === 0) return found
  refuseReferred(whole, planned)
  const wanted = planned.map(wantedOf)
  const plan = planEdits(world, wanted, { allowShared })
  if (plan.issues.length > 0) throw notWritable(plan.issues, wanted)
  const after = read(withEdits(whole.objects, plan.edits))
  const lost = verifyPlan(world, plan, wanted, withIdle(after))
  if (lost.length > 0) throw notWritable(lost, wanted)
  const prepared = prepareRequests(plan.edits, { changeId: changeId() })
  return prepared.length === 0 ? found : { survey: found, wanted, names: plan.names, prepared, after }
}

export const isPlanned = (found: PlannedChange | Survey): found is PlannedChange => 'prepared' in found

/** What was put, as it can be read now: under the names that it was given. */
export function answered(writes: readonly Write[], { wanted, names }: Pick<PlannedChange, 'wanted' | 'names'>, after: WholeReading): Stored[] {
  const renamed = new Map(wanted.map((item, place) => [objectKey(item), names.get(place) ?? item.name]))
  return touchedBy(writes).flatMap((item) => {
    const { kind, object, name } = item
    return object === null ? [] : (findStored(after, kind, renamed.get(objectKey(item)) ?? name) ?? [])
  })
}

export const changesOf = (prepared: readonly Prepared[]): KubernetesChange[] => describeChanges(prepared)
