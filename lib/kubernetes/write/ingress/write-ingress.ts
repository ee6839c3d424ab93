import { keptRouteName, noSuchRoute, writeCanariesOf, type CanaryWish } from './canaries.ts'
import { isAppRoot } from '../../nginx/app-root.ts'
import { cellsOf, hostOf } from './cells.ts'
import { DIALECTS } from '../dialects.ts'
import { draftedIngress } from '../edited.ts'
import type { IngressSheet, SharedFields, SheetPlace } from '../ingress-dialect.ts'
import { inPlaceOrder, namesOf, openIngress, placeFault, putIngress, type OpenIngress, type RouteCell } from './open-ingress.ts'
import { leadTo, placeRoute, removeRoute, type RouteOrder } from './place-routes.ts'
import { placeTls } from './place-tls.ts'
import { readAlone } from './read-alone.ts'
import type { Scene } from '../scene.ts'
import { differences, sharedOf } from './shared.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { PathMatch, Route } from '#lib/model/route.ts'

/** What of a change is about one Ingress. */
export type IngressOrder = { ref: KubernetesRef; routes: RouteOrder[]; canaries: CanaryWish[] }

const keyOf = ({ namespace, name }: KubernetesRef) => `${namespace}/${name}`

/** Without a path, it is every path of its host. */
const matchOf = (route: Route): PathMatch => route.paths[0] ?? { type: 'prefix', value: '/' }

/** What all routes shall have in common, and whose word it is. Null: nobody says anything. */
function sharedFields(scene: Scene, open: OpenIngress): { shared: SharedFields; by: number } | null {
  const wanted = open.cells.flatMap(({ wanted: one }) => one ?? []).sort((a, b) => a.index - b.index)
  const ingress = keyOf(open.ref)
  const first = wanted[0]
  if (!first) return null
  const shared = sharedOf(first.route)
  for (const { index, route } of wanted.slice(1)) {
    for (const field of differences(sharedOf(route), shared)) {
      const message = `All routes of the Ingress ${ingress} have this in common, and ${first.route.name} shall be otherwise: say the same of both, or put one into an Ingress of its own`
      scene.issue(index, [field], 'SHARED', message, { ingress, routes: first.route.name })
    }
  }
  const known = open.before?.config.routes[0]?.object
  const current = known ? sharedOf(known) : null
  const changed = current ? differences(shared, current) : []
  if (current && changed.length === 0) return { shared: current, by: first.index }
  const carried = open.cells.filter(({ wanted: one }) => one === null)
  if (carried.length === 0 || scene.options.allowShared) return { shared, by: first.index }
  const routes = carried.map(({ name }) => name).join(', ')
  for (const field of changed) {
    const message = `This is one annotation for all routes of the Ingress ${ingress}: ${routes} would change, too`
    scene.issue(first.index, [field], 'SHARED', message, { ingress, routes })
  }
  return { shared: current ?? shared, by: first.index }
}

const placeOf = ({ cell, before, wanted, name }: RouteCell): SheetPlace => ({
  wanted: wanted?.index ?? null,
  match: cell.item === null ? null : wanted ? matchOf(wanted.route) : (before?.paths[0] ?? null),
  item: cell.item,
  isNew: name === null || before?.kubernetes?.defaultBackend === true,
})

function sheetOf(scene: Scene, open: OpenIngress, shared: SharedFields, sharedBy: number): IngressSheet {
  const { ref, raw, annotations, before } = open
  return {
    ref,
    object: raw,
    places: inPlaceOrder(open).map(placeOf),
    before,
    annotations,
    read: (texts) => readAlone(scene, [draftedIngress({ ...raw, metadata: { ...raw.metadata, annotations: { ...texts } } })]),
    shared,
    sharedBy,
  }
}

/** A canary that is promoted takes the place of the stable side, for all routes that it splits. */
function promote(scene: Scene, open: OpenIngress, canaries: readonly CanaryWish[]): void {
  const service = canaries.find(({ canary }) => canary?.state === 'promoted')?.canary?.service
  if (service === undefined) return
  const isPromoting = open.cells.some(({ wanted, before }) => wanted?.route.service === service && before !== null && before.service !== service)
  if (isPromoting) for (const { cell, wanted } of open.cells) if (wanted === null) leadTo(scene, open, cell, service)
}

/** Names the wanted routes as they will be read, and refuses what stands there twice. */
function nameRoutes(scene: Scene, open: OpenIngress): void {
  const ordered = inPlaceOrder(open)
  const names = namesOf(open.ref, ordered.map(({ cell }) => cell))
  const claims = ordered.map(({ cell }) => cell.item && `${hostOf(cell)} ${cell.item.pathType} ${cell.item.path || '/'}`)
  ordered.forEach(({ wanted, name }, place) => {
    if (!wanted) return
    scene.name(wanted.index, names[place]!)
    const twin = claims.findIndex((claim, other) => other !== place && claim !== null && claim === claims[place])
    if (twin < 0 || names[place] === name) return
    const route = ordered[twin]!.name ?? names[twin]!
    scene.issue(wanted.index, ['paths', 0, 'value'], 'NAME', `The Ingress ${keyOf(open.ref)} has this host and path already, as ${route}: change that route`, { route })
  })
}

function unserved(scene: Scene, open: OpenIngress, index: number): void {
  if (open.stored || readAlone(scene, [draftedIngress(open.raw)]).ours.length > 0) return
  const { ingressClass } = scene.world.workspace
  scene.issue(index, [], 'NOT_KEPT', `The IngressClass "${ingressClass}" is of another controller: an Ingress of it is none of this workspace`, { ingressClass })
}

/** Writes the routes and canaries of one Ingress into its draft. */
export function writeIngress(scene: Scene, { ref, routes: all, canaries }: IngressOrder): void {
  const routes = all.filter(({ name }) => !isAppRoot(name))
  for (const { index, name } of all) if (isAppRoot(name)) scene.issue(index, [], 'DERIVED', `The annotation app-root of the Ingress ${keyOf(ref)} makes this route: change that`)
  if (routes.length + canaries.length === 0) return
  const stored = scene.drafts.get(ref)
  const fault = placeFault(scene, ref, stored)
  if (fault !== null) {
    for (const { index } of [...routes, ...canaries]) scene.issue(index, ['name'], 'NAME', fault, { ingress: keyOf(ref) })
    return
  }
  const open = openIngress(scene, ref)
  if (open.cells.length > 0 && open.cells.every(({ before }) => before === null)) {
    const message = `The paths of the Ingress ${keyOf(ref)} are no routes: it is the canary of another one, or cannot be read. Choose another name`
    for (const { index } of [...routes, ...canaries]) scene.issue(index, ['name'], 'NAME', message, { ingress: keyOf(ref) })
    return
  }
  const dialect = DIALECTS[scene.world.workspace.dialect]
  const removed = routes.flatMap(({ name, route }) => (route ? [] : (removeRoute(open, name) ?? [])))
  for (const { index, name, route } of routes) if (route) placeRoute(scene, open, { index, name, route })
  if (!dialect.writeOwnCanaries) promote(scene, open, canaries)
  placeTls(scene, open, removed)
  if (open.stored && removed.length > 0 && cellsOf(open.spec).length === 0 && !open.spec.rules?.length) {
    scene.drafts.put(ref, null)
    dialect.removed(scene, ref)
    for (const { index, canary } of canaries) if (canary) scene.issue(index, ['route'], 'NAME', 'The route of this canary is deleted by the same change')
    return
  }
  const said = sharedFields(scene, open)
  const known = open.before?.config.routes[0]?.object
  const shared = said?.shared ?? (known ? sharedOf(known) : null)
  if (!shared) {
    for (const { index, canary } of canaries) if (canary) scene.issue(index, ['route'], 'NAME', noSuchRoute(open, canary.route), { name: canary.route })
    return
  }
  const sheet = sheetOf(scene, open, shared, said?.by ?? 0)
  if (said) {
    dialect.writeRoutes(scene, sheet)
    unserved(scene, open, said.by)
  }
  nameRoutes(scene, open)
  putIngress(scene, open)
  if (dialect.writeOwnCanaries) dialect.writeOwnCanaries(scene, open, canaries, removed)
  else writeCanariesOf(scene, open, sheet, { canaries, removed, dialect })
  putIngress(scene, open)
  for (const { index, name } of canaries) scene.name(index, keptRouteName(scene, open, name))
}
