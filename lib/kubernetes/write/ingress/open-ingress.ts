import { isDeepStrictEqual } from 'node:util'
import type { Route } from '#lib/model/route.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import { objectKeyOf, type IngressPath } from '../../objects.ts'
import { routeNames } from '../../read/names.ts'
import type { Reading } from '../../read/read-cluster.ts'
import { cellsOf, hostOf, specOf, type Cell, type RawSpec } from './cells.ts'
import { draftedIngress } from '../edited.ts'
import { readAlone } from './read-alone.ts'
import type { Scene } from '../scene.ts'
import type { RawObject } from '../types.ts'

/** A route of an Ingress while it is written. */
export type RouteCell = {
  cell: Cell
  /** The name under which it is read now; null: it is new. */
  readonly name: string | null
  readonly before: Route | null
  /** What it shall be, with its place in the list of what is wanted; null: it is only carried along. */
  wanted: { index: number; route: Route } | null
}

/** An Ingress that is being written: `raw` is a copy that may be changed in place. */
export type OpenIngress = {
  readonly ref: KubernetesRef
  readonly stored: RawObject | null
  readonly raw: RawObject
  readonly spec: RawSpec
  readonly annotations: Record<string, string>
  readonly before: Reading | null
  cells: RouteCell[]
}

const newIngress = ({ namespace, name }: KubernetesRef, ingressClassName: string): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace, labels: { [MANAGED_BY]: SLUICE } },
  spec: { ingressClassName },
})

/** The names of the routes of an Ingress, in the order of its cells. */
export function namesOf({ namespace, name }: KubernetesRef, cells: readonly Cell[]): string[] {
  const claims = cells.map((cell) => cell.item && { host: hostOf(cell), path: cell.item.path || '/', pathType: cell.item.pathType as IngressPath['pathType'] })
  return routeNames(namespace, name, claims)
}

/** Why no route of the workspace can stand in an Ingress; null: it can. */
export function placeFault({ world }: Scene, ref: KubernetesRef, stored: RawObject | null): string | null {
  const { namespaces, ingressClass } = world.workspace
  if (namespaces.length > 0 && !namespaces.includes(ref.namespace)) {
    return `This workspace has no namespace ${ref.namespace}: choose one of ${namespaces.join(', ')}`
  }
  const key = `${ref.namespace}/${ref.name}`
  if (!stored || world.reading.ours.some(({ metadata }) => objectKeyOf(metadata) === key)) return null
  return `There is an Ingress ${key} that is not of the class "${ingressClass}": choose another name`
}

/** Opens an Ingress for changes, or a new one. */
export function openIngress(scene: Scene, ref: KubernetesRef): OpenIngress {
  const stored = scene.drafts.get(ref)
  const raw = stored ? structuredClone(stored) : newIngress(ref, scene.world.workspace.ingressClass)
  const annotations = (raw.metadata.annotations ??= {})
  const spec = specOf(raw)
  const before = stored && readAlone(scene, [draftedIngress(stored)])
  const routes = new Map(before?.config.routes.map(({ object }) => [object.name, object]))
  const cells = cellsOf(spec)
  const names = namesOf(ref, cells)
  const known = cells.map((cell, place): RouteCell => ({ cell, name: names[place]!, before: routes.get(names[place]!) ?? null, wanted: null }))
  return { ref, stored, raw, spec, annotations, before, cells: known }
}

/** The routes in the order in which they will be read. */
export function inPlaceOrder({ spec, cells }: OpenIngress): RouteCell[] {
  return cellsOf(spec).map(({ item }) => cells.find(({ cell }) => cell.item === item)!)
}

/** Puts a copy of the Ingress as it is by now into the drafts. */
export function putIngress(scene: Scene, { ref, stored, raw }: OpenIngress): void {
  const { annotations, ...metadata } = raw.metadata
  const isBare = Object.keys(annotations ?? {}).length === 0 && stored?.metadata.annotations === undefined
  const object = structuredClone(isBare ? { ...raw, metadata } : raw)
  if (isDeepStrictEqual(object, scene.drafts.get(ref))) return
  scene.drafts.put(ref, object)
}
