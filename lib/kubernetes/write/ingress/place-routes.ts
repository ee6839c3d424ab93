import type { Route } from '#lib/model/route.ts'
import { backendFault, backendFor } from './backends.ts'
import { addPath, DEFAULT, moveCell, removeCell, type Cell, type RawBackend } from './cells.ts'
import type { OpenIngress, RouteCell } from './open-ingress.ts'
import { checkRoute } from './sayable.ts'
import type { Scene } from '../scene.ts'

/** A wanted route and its place in the list of what is wanted. */
export type RouteOrder = { index: number; name: string; route: Route | null }

const backendOf = ({ spec }: OpenIngress, { item }: Cell): RawBackend | undefined => (item ? item.backend : spec.defaultBackend)

/** Gives a route its host, and makes it a path or the default backend. Null: another route is that already. */
function placed({ spec }: OpenIngress, cell: Cell | null, route: Route, backend: RawBackend): Cell | null {
  const host = route.hosts[0] ?? ''
  if (route.kubernetes?.defaultBackend) {
    if (cell?.item === null) return cell
    if (spec.defaultBackend) return null
    if (cell) removeCell(spec, cell)
    spec.defaultBackend = backend
    return DEFAULT
  }
  if (cell?.item) return moveCell(spec, cell, host)
  if (cell) removeCell(spec, cell)
  return addPath(spec, host, { backend })
}

/** Where a path that is new to its Ingress is expected: the order in which YAML is read. */
function setBackend({ spec }: OpenIngress, { item }: Cell, backend: RawBackend): void {
  if (item) item.backend = backend
  else spec.defaultBackend = backend
}

/** Sends a route to a service of ours; a backend that leads there already stays as it is written. */
export function leadTo(scene: Scene, open: OpenIngress, cell: Cell, service: string): void {
  const before = backendOf(open, cell)
  const backend = backendFor(scene, open.ref.namespace, service, before)
  if (backend !== before) setBackend(open, cell, backend)
}

/** Takes a route out of an open Ingress. */
export function removeRoute(open: OpenIngress, name: string): RouteCell | null {
  const found = open.cells.find((one) => one.name === name)
  if (!found) return null
  removeCell(open.spec, found.cell)
  open.cells = open.cells.filter((one) => one !== found)
  return found
}

/** Puts a wanted route into its place of an open Ingress, or into a new one, and leads it to its service. */
export function placeRoute(scene: Scene, open: OpenIngress, { index, name, route }: RouteOrder & { route: Route }): void {
  if (!checkRoute(scene, index, route)) return
  const found = open.cells.find((one) => one.name === name) ?? null
  const service = route.service!
  const fault = found?.before?.service === service ? null : backendFault(scene, open.ref.namespace, service)
  if (fault !== null) return scene.issue(index, ['service'], 'NOT_SAYABLE', fault)
  const before = found ? backendOf(open, found.cell) : undefined
  const backend = found?.before?.service === service ? before! : backendFor(scene, open.ref.namespace, service, before)
  const cell = placed(open, found?.cell ?? null, route, backend)
  if (!cell) {
    const message = `The Ingress ${open.ref.namespace}/${open.ref.name} has a default backend already: change or delete that one`
    return scene.issue(index, ['kubernetes', 'defaultBackend'], 'NOT_SAYABLE', message)
  }
  if (backendOf(open, cell) !== backend) setBackend(open, cell, backend)
  const order = { index, route }
  if (found) Object.assign(found, { cell, wanted: order })
  else open.cells.push({ cell, name: null, before: null, wanted: order })
}
