import { isDeepStrictEqual } from 'node:util'
import { AppError } from '#lib/errors.ts'
import { cleanManifest, withServerFields } from '#lib/kubernetes/write/show/clean.ts'
import { prepareRequests, type Prepared } from '#lib/kubernetes/write/send/requests.ts'
import { refKey, type Edit, type RawObject } from '#lib/kubernetes/write/types.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { adopted } from './cluster-adopt.ts'
import { changesBetween } from './cluster-changes.ts'
import { untilFresh } from './cluster-commit.ts'
import { changeId, execute, type ClusterParts } from './cluster-execute.ts'
import { findStored, listedOf } from './cluster-listing.ts'
import { readRaw } from './cluster-raw.ts'
import { notWritable, notWritten } from './cluster-refusals.ts'
import { survey } from './cluster-survey.ts'
import type { WholeReading } from './cluster-view.ts'
import { notFound, objectKey, type ObjectId } from './refusals.ts'
import type { ClusterWrites, Commit, ManifestOptions, Stored } from './store.ts'

type Rewritten = Commit & { after: WholeReading; before: WholeReading }

/** Makes edits of whole Kubernetes objects, planned anew as often as somebody else was faster. */
function rewrite(
  parts: ClusterParts,
  refs: readonly KubernetesRef[],
  options: ManifestOptions,
  plan: (raw: ReadonlyMap<string, RawObject | null>) => readonly Prepared[],
): Promise<Rewritten> {
  return untilFresh(async () => {
    const found = await survey(parts.view, () => refs)
    const prepared = plan(found.world.raw)
    if (prepared.length === 0) return { revision: null, objects: [], kubernetes: [], before: found.whole, after: found.whole }
    const outcome = await execute(parts, found, prepared, options)
    if (outcome.kind === 'stale') return outcome
    if (outcome.kind === 'refused') {
      throw notWritable(outcome.refusals.map(({ message }) => ({ wanted: 0, path: [], code: 'REFUSED_BY_CLUSTER' as const, message, params: {} })), [], outcome)
    }
    if (outcome.kind !== 'done') throw notWritten(outcome)
    const { revision, after, kubernetes } = outcome.executed
    return { revision, objects: [], kubernetes, before: found.whole, after }
  })
}

async function originsOf({ view }: ClusterParts, ids: readonly ObjectId[]): Promise<KubernetesRef[]> {
  const listed = await listedOf(view)
  const origins = ids.map((id) => {
    const found = findStored(listed, id.kind, id.name)
    if (!found) throw notFound(objectKey(id))
    if (!found.origin) throw new AppError('BAD_REQUEST', `${objectKey(id)} was read from no object of the cluster`)
    return found.origin
  })
  return [...new Map(origins.map((origin) => [refKey(origin), origin])).values()]
}

const withoutSecrets = ({ data: _, stringData: __, ...manifest }: RawObject): RawObject => manifest as RawObject

const found = (after: WholeReading, ids: readonly { kind: Kind; name: string }[]): Stored[] => ids.flatMap(({ kind, name }) => findStored(after, kind, name) ?? [])

/** `Store.kubernetes`. */
export function clusterWrites(parts: ClusterParts): ClusterWrites {
  const { view, rows } = parts
  return {
    async manifests(ids) {
      const refs = await originsOf(parts, ids)
      const raw = await readRaw((await view.read()).client, refs)
      const manifests = refs.flatMap((ref) => raw.get(refKey(ref)) ?? []).map((object) => cleanManifest(object))
      return manifests.map((manifest) => (manifest.kind === 'Secret' ? withoutSecrets(manifest) : manifest))
    },
    async adopt(ids, options) {
      const refs = await originsOf(parts, ids)
      const { before: _, after, ...commit } = await rewrite(parts, refs, options, (raw) => {
        const edits = refs.flatMap((ref): Edit[] => {
          const before = raw.get(refKey(ref))
          return before ? [{ ref, before, after: adopted(before) }] : []
        })
        return prepareRequests(edits, { changeId: changeId() })
      })
      return { ...commit, objects: found(after, ids) }
    },
    async restore(number, { of, ...options }) {
      if (number !== 0 && !(await rows.revision(number))) throw notFound(`revision ${number}`)
      const { namespaces } = view.settings
      const isHere = ({ namespace }: KubernetesRef) => namespaces.length === 0 || namespaces.includes(namespace)
      if (of && !isHere(of)) throw new AppError('BAD_REQUEST', `This workspace has no namespace ${of.namespace}: it has ${namespaces.join(', ')}`)
      // What the workspace followed once may be another's by now.
      const past = (await rows.manifestsAt(number, of)).filter(({ ref }) => isHere(ref))
      const { before, after, ...commit } = await rewrite(parts, past.map(({ ref }) => ref), options, (raw) => {
        const edits = past.flatMap(({ ref, object }): Edit[] => {
          const now = raw.get(refKey(ref)) ?? null
          if (isDeepStrictEqual(now && cleanManifest(now), object)) return []
          return [{ ref, before: now, after: object && withServerFields(object, now) }]
        })
        return prepareRequests(edits, { changeId: changeId() })
      })
      const changed = changesBetween(before, after).filter((change) => change.after !== null)
      return { ...commit, objects: found(after, changed), config: after.config }
    },
  }
}
