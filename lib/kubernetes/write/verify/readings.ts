import type { Kind } from '#lib/model/kinds.ts'
import type { Declared, KubernetesRef } from '#lib/model/routing-config.ts'
import { objectKeyOf, type ClusterObjects } from '../../objects.ts'
import { readIdle } from '../../read/idle.ts'
import { readCluster, readMemo, type Reading } from '../../read/read-cluster.ts'
import { namesOf } from '../ingress/open-ingress.ts'
import { cellsOf, type RawSpec } from '../ingress/cells.ts'
import { withEdits } from '../edited.ts'
import { serviceOrders } from '../services/service-orders.ts'
import type { Plan, Wanted, World } from '../types.ts'

type Object = Declared<{ name: string }>

/** What is read before and after a change, also of what no route leads to. */
export type Readings = {
  before: Reading
  after: Reading
  find(kind: Kind, name: string): Object | undefined
  findBefore(kind: Kind, name: string): Object | undefined
  /** Routes of the Ingresses that change which are only carried along: their names before and after. */
  carried: readonly { ref: KubernetesRef; before: string; after: string }[]
  /** Whether a carried route or its canary has this name afterwards. */
  isRenamed(kind: Kind, name: string): boolean
  /** All ports of the V1Services that change, read without anyone who leads to them. */
  ports: { before: readonly Object[]; after: readonly Object[] }
}

type Idle = { services: readonly Object[]; upstreams: readonly Object[]; certificates: readonly Object[] }

/** V1Services that a change touches, and Secrets of ours, with no Ingress there: all of their ports are idle then. */
function readTouched(world: World, objects: ClusterObjects, keys: ReadonlySet<string>): Idle {
  const { name: workspace, ingressClass, dialect } = world.workspace
  const services = new Map([...objects.services].filter(([key]) => keys.has(key)))
  const few: ClusterObjects = { ...objects, ingresses: new Map(), services }
  const memo = readMemo()
  return readIdle(few, readCluster(few, { workspace, ingressClass, dialect, revision: 0, memo }), memo)
}

function touchedServices(world: World, plan: Plan, wanted: readonly Wanted[], objects: ClusterObjects): Set<string> {
  const keys = new Set(serviceOrders(wanted, { ...world, objects }).orders.map(({ ref }) => `${ref.namespace}/${ref.name}`))
  for (const { ref, before, after } of plan.edits) {
    if (ref.kind === 'Service') keys.add(`${ref.namespace}/${ref.name}`)
    const owner = (after ?? before)?.metadata.labels?.['kubernetes.io/service-name']
    if (ref.kind === 'EndpointSlice' && owner) keys.add(`${ref.namespace}/${owner}`)
  }
  return keys
}

const routeNamesIn = (ref: KubernetesRef, objects: ClusterObjects): string[] => {
  const ingress = objects.ingresses.get(objectKeyOf(ref))
  return ingress ? namesOf(ref, cellsOf(ingress.spec as RawSpec)) : []
}

function carriedIn(plan: Plan, wanted: readonly Wanted[], before: ClusterObjects, after: ClusterObjects): Readings['carried'] {
  const asked = new Set(wanted.flatMap(({ kind, name }) => (kind === 'routes' ? [name] : [])))
  const got = new Set(wanted.flatMap(({ kind, object }, index) => (kind === 'routes' && object ? (plan.names.get(index) ?? []) : [])))
  return plan.edits
    .filter(({ ref }) => ref.kind === 'Ingress')
    .flatMap(({ ref }) => {
      const left = routeNamesIn(ref, after).filter((name) => !got.has(name))
      return routeNamesIn(ref, before)
        .filter((name) => !asked.has(name))
        .map((name, place) => ({ ref, before: name, after: left[place] ?? name }))
    })
}

const byName = (list: readonly Object[]) => new Map(list.map((one) => [one.object.name, one]))

/** @param after what `readCluster` makes of the objects with the edits */
export function openReadings(world: World, plan: Plan, wanted: readonly Wanted[], after: Reading): Readings {
  const objects = withEdits(world.objects, plan.edits)
  const keys = touchedServices(world, plan, wanted, objects)
  const isIdle = keys.size > 0 || wanted.some(({ kind }) => kind === 'certificates')
  const none: Idle = { services: [], upstreams: [], certificates: [] }
  const idle = { before: isIdle ? readTouched(world, world.objects, keys) : none, after: isIdle ? readTouched(world, objects, keys) : none }
  const maps = new Map<string, Map<string, Object>>()
  const lookUp = (when: 'before' | 'after', kind: Kind, name: string): Object | undefined => {
    const key = `${when} ${kind}`
    const reading = when === 'before' ? world.reading : after
    const rest = kind in none ? idle[when][kind as keyof Idle] : []
    const map = maps.get(key) ?? byName([...rest, ...(reading.config[kind] as Object[])])
    maps.set(key, map)
    return map.get(name)
  }
  const carried = carriedIn(plan, wanted, world.objects, objects)
  const names = new Set(carried.map((one) => one.after))
  return {
    before: world.reading,
    after,
    find: (kind, name) => lookUp('after', kind, name),
    findBefore: (kind, name) => lookUp('before', kind, name),
    carried,
    isRenamed: (kind, name) => (kind === 'routes' || kind === 'canaries') && names.has(name),
    ports: { before: [...idle.before.services, ...idle.before.upstreams], after: [...idle.after.services, ...idle.after.upstreams] },
  }
}
