import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import type { ClusterObjects, SecretState } from '../../objects.ts'
import { readCluster, readMemo, type Reading } from '../../read/read-cluster.ts'
import { clusterOf, parseManifests } from '../../read/testing/cluster-objects.ts'
import { withEdits } from '../edited.ts'
import { planWrites, refsOf } from '../plan.ts'
import { refKey, type Plan, type PlanOptions, type RawObject, type Wanted, type World, type WriteIssue } from '../types.ts'
import { verifyPlan } from '../verify/verify.ts'

export type Manifests = ReturnType<typeof parseManifests>

const API: Record<string, string> = { Ingress: 'networking.k8s.io/v1', EndpointSlice: 'discovery.k8s.io/v1' }

/** A cluster as a store has it before a write: what was read, the objects in full, and how it is read again. */
export type WriteWorld = Omit<World, 'raw'> & { rawOf(ref: KubernetesRef): RawObject | null; read(objects: ClusterObjects): Reading }

const refOf = ({ kind, metadata }: Manifests[number]): KubernetesRef => ({ kind, namespace: metadata.namespace, name: metadata.name })

/** What is wanted and not there is known to be absent. */
function settled(objects: ClusterObjects, reading: Reading): ClusterObjects {
  const secrets = new Map<string, SecretState>(objects.secrets)
  for (const key of reading.wanted.secrets) if (!secrets.has(key)) secrets.set(key, 'absent')
  return { ...objects, secrets }
}

export function writeWorld(manifests: Manifests, dialect: ClusterDialect = 'sluice'): WriteWorld {
  const memo = readMemo()
  const read = (objects: ClusterObjects) => readCluster(objects, { workspace: 'cluster', ingressClass: 'sluice', dialect, revision: 1, memo })
  const raw = new Map(manifests.map((one) => [refKey(refOf(one)), { apiVersion: API[one.kind] ?? 'v1', ...one } as unknown as RawObject]))
  const first = clusterOf(manifests)
  const objects = settled(first, read(first))
  return {
    workspace: { name: 'cluster', dialect, ingressClass: 'sluice', namespaces: [] },
    objects,
    reading: read(objects),
    rawOf: (ref) => raw.get(refKey(ref)) ?? null,
    read,
  }
}

export const writeWorldFrom = (text: string, dialect?: ClusterDialect): WriteWorld => writeWorld(parseManifests(text), dialect)

export type Planned = Plan & { refs: KubernetesRef[]; world: World; objects: ClusterObjects; after: Reading; verified: WriteIssue[] }

/** Plans a change and checks it, as a store does. */
export function planned(world: WriteWorld, wanted: readonly Wanted[], options: PlanOptions = { allowShared: false }): Planned {
  const { rawOf, read, ...known } = world
  const refs = refsOf(wanted, known)
  const full: World = { ...known, raw: new Map(refs.map((ref) => [refKey(ref), rawOf(ref)])) }
  const plan = planWrites(full, wanted, options)
  const objects = withEdits(full.objects, plan.edits)
  const after = read(objects)
  return { ...plan, refs, world: full, objects, after, verified: verifyPlan(full, plan, wanted, after) }
}
