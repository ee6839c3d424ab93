import { isDeepStrictEqual } from 'node:util'
import type { Canary } from '#lib/model/canary.ts'
import { backendFault } from './backends.ts'
import type { IngressDialect, IngressSheet } from '../ingress-dialect.ts'
import { inPlaceOrder, namesOf, type OpenIngress, type RouteCell } from './open-ingress.ts'
import type { Scene } from '../scene.ts'

/** A wanted canary and its place in the list of what is wanted. */
export type CanaryWish = { index: number; name: string; canary: Canary | null }

const withoutNames = ({ name: _, route: __, ...fields }: Canary) => fields

/** The name under which a route will be read that has, or had, this one. */
export function keptRouteName(scene: Scene, open: OpenIngress, name: string): string {
  const ordered = inPlaceOrder(open)
  const names = namesOf(open.ref, ordered.map(({ cell }) => cell))
  const place = ordered.findIndex(({ name: before, wanted }) => before === name || wanted?.route.name === name || (wanted && scene.names.get(wanted.index) === name))
  return names[place] ?? name
}

export const noSuchRoute = ({ ref: { namespace, name } }: OpenIngress, route: string): string => `There is no route "${route}" in the Ingress ${namespace}/${name}`

/** What can be written of a canary, whatever the dialect. */
export function isSayable(scene: Scene, open: OpenIngress, { index, name, canary }: CanaryWish & { canary: Canary }): boolean {
  const count = scene.issues.length
  if (canary.name !== canary.route) {
    scene.issue(index, ['name'], 'NAME', `A canary of a cluster has the name of its route: call it "${canary.route}"`, { name: canary.route })
  }
  const names = namesOf(open.ref, inPlaceOrder(open).map(({ cell }) => cell))
  if (!names.includes(keptRouteName(scene, open, canary.route))) {
    scene.issue(index, ['route'], 'NAME', noSuchRoute(open, canary.route), { name })
  }
  const fault = backendFault(scene, open.ref.namespace, canary.service)
  if (fault !== null) scene.issue(index, ['service'], 'NOT_SAYABLE', fault)
  return scene.issues.length === count
}

/** A canary that is there holds for routes that are added to its Ingress. */
function joined(scene: Scene, open: OpenIngress, current: Canary | undefined): void {
  if (current?.state !== 'active' || scene.options.allowShared) return
  const ingress = `${open.ref.namespace}/${open.ref.name}`
  for (const { name, wanted } of open.cells) {
    if (name !== null || !wanted) continue
    const message = `The canary ${current.name} holds for all routes of the Ingress ${ingress}, and would send requests of this one to ${current.service}, too`
    scene.issue(wanted.index, ['name'], 'SHARED', message, { ingress, routes: current.route })
  }
}

/** Writes what is wanted of the canaries of an Ingress, which are one for all of its routes. */
export function writeCanariesOf(
  scene: Scene,
  open: OpenIngress,
  sheet: IngressSheet,
  { canaries, removed, dialect }: { canaries: readonly CanaryWish[]; removed: readonly RouteCell[]; dialect: IngressDialect },
): void {
  const names = new Set(open.cells.flatMap(({ name }) => name ?? []))
  const current = scene.world.reading.config.canaries.find(({ object }) => names.has(object.route))?.object
  const gone = new Set(removed.map(({ name }) => name))
  // The canary of a route that goes with it leaves those of the others alone.
  const wishes = canaries.filter(({ name, canary }) => canary !== null || !gone.has(name))
  const [first, ...others] = wishes
  if (!first) return joined(scene, open, current)
  for (const { index, canary } of others) {
    const isAlike = first.canary && canary ? isDeepStrictEqual(withoutNames(canary), withoutNames(first.canary)) : first.canary === canary
    if (isAlike) continue
    const ingress = `${open.ref.namespace}/${open.ref.name}`
    const message = `The canaries of the Ingress ${ingress} are one, and ${first.name} shall be otherwise by the same change: say the same of both`
    scene.issue(index, [], 'SHARED', message, { ingress, routes: first.name })
  }
  const puts = wishes.filter((wish): wish is CanaryWish & { canary: Canary } => wish.canary !== null)
  const areSayable = puts.map((wish) => isSayable(scene, open, wish)).every(Boolean)
  if (!areSayable || (first.canary === null && !current)) return
  dialect.writeCanaries(scene, sheet, { canary: first.canary, wanted: first.index })
}
