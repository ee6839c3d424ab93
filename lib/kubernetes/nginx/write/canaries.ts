import type { Canary } from '#lib/model/canary.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import { objectKeyOf } from '../../objects.ts'
import { backendFor } from '../../write/ingress/backends.ts'
import { isSayable, keptRouteName, type CanaryWish } from '../../write/ingress/canaries.ts'
import { addPath, cellsOf, hostOf, removeCell, specOf, type Cell, type RawPath, type RawSpec } from '../../write/ingress/cells.ts'
import { inPlaceOrder, namesOf, type OpenIngress, type RouteCell } from '../../write/ingress/open-ingress.ts'
import type { Scene } from '../../write/scene.ts'
import { refKey, type RawObject, type World } from '../../write/types.ts'
import { putRules, saysRules } from './canary-texts.ts'

const LEGACY_CLASS = 'kubernetes.io/ingress.class'
const LONGEST_NAME = 253

/** The canary Ingress that a canary was read from. */
function originOf({ reading }: Pick<World, 'reading'>, route: string): KubernetesRef | null {
  return reading.config.canaries.find(({ object }) => object.route === route)?.source.origin ?? null
}

/** The canary Ingresses of the routes of an Ingress. */
export function canaryRefs(ingress: KubernetesRef, { reading }: Pick<World, 'reading'>): KubernetesRef[] {
  const own = new Set(reading.config.routes.filter(({ source: { origin } }) => origin && refKey(origin) === refKey(ingress)).map(({ object }) => object.name))
  return reading.config.canaries.flatMap(({ object, source: { origin } }) => (own.has(object.route) && origin ? [origin] : []))
}

/** Names that canary Ingresses of an Ingress may have: `<ingress>-canary`, or the next ones that nobody has. */
export function freeRefs({ namespace, name }: KubernetesRef, { objects }: Pick<World, 'objects'>, count: number): KubernetesRef[] {
  const free: KubernetesRef[] = []
  for (let number = 1; free.length < count; number++) {
    const suffix = number === 1 ? '-canary' : `-canary-${number}`
    const ref = { kind: 'Ingress', namespace, name: `${name.slice(0, LONGEST_NAME - suffix.length).replace(/[.-]+$/, '')}${suffix}` }
    if (!objects.ingresses.has(objectKeyOf(ref))) free.push(ref)
  }
  return free
}

const sameBackendPlace = (one: Cell, other: Cell): boolean => {
  if (one.item === null || other.item === null) return one.item === other.item
  return hostOf(one) === hostOf(other) && (one.item.path || '/') === (other.item.path || '/') && one.item.pathType === other.item.pathType
}

type Found = { ref: KubernetesRef; raw: RawObject; spec: RawSpec; cell: Cell }

/** Where the canary of a route stands: a copy of its canary Ingress, and the path there. */
function findCanary(scene: Scene, open: OpenIngress, route: string): Found | null {
  const ref = originOf(scene.world, route)
  const drafted = ref && scene.drafts.get(ref)
  if (!ref || !drafted || !open.stored) return null
  const main = cellsOf(specOf(structuredClone(open.stored)))
  const place = namesOf(open.ref, main).indexOf(route)
  const raw = structuredClone(drafted)
  const spec = specOf(raw)
  const cell = place < 0 ? undefined : cellsOf(spec).find((one) => sameBackendPlace(one, main[place]!))
  return cell ? { ref, raw, spec, cell } : null
}

/** Takes one path out of a canary Ingress, which goes with its last one. */
function takeOut(scene: Scene, { ref, raw, spec, cell }: Found): void {
  removeCell(spec, cell)
  scene.drafts.put(ref, cellsOf(spec).length === 0 ? null : raw)
}

function newCanary({ ref, raw: { metadata }, spec }: OpenIngress, to: KubernetesRef): RawObject {
  const legacy = metadata.annotations?.[LEGACY_CLASS]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: to.name,
      namespace: ref.namespace,
      labels: { [MANAGED_BY]: SLUICE },
      annotations: spec.ingressClassName === undefined && legacy !== undefined ? { [LEGACY_CLASS]: legacy } : {},
    },
    spec: spec.ingressClassName === undefined ? {} : { ingressClassName: spec.ingressClassName },
  }
}

/** Adds the place of a main route to a canary Ingress. */
function addPlace(spec: RawSpec, main: Cell): Cell {
  if (main.item === null) {
    spec.defaultBackend = {}
    return { rule: null, item: null }
  }
  const { path, pathType } = main.item
  return addPath(spec, hostOf(main), { ...(path === undefined ? {} : { path }), ...(pathType === undefined ? {} : { pathType }), backend: {} })
}

function setBackend(scene: Scene, { ref, spec, cell }: Found, service: string): void {
  const before = cell.item ? cell.item.backend : spec.defaultBackend
  const isKnown = before?.service !== undefined
  const backend = backendFor(scene, ref.namespace, service, isKnown ? before : undefined)
  if (cell.item) cell.item.backend = backend
  else spec.defaultBackend = backend
}

function moveTo({ spec, cell }: Found, main: Cell): Cell {
  if (sameBackendPlace(cell, main)) return cell
  const backend = cell.item ? cell.item.backend : spec.defaultBackend!
  removeCell(spec, cell)
  const added = addPlace(spec, main)
  if (added.item) added.item.backend = backend
  else spec.defaultBackend = backend
  return added
}

function unsayable(scene: Scene, { index, canary }: CanaryWish & { canary: Canary }, main: RouteCell): boolean {
  const say = (at: string[], message: string) => scene.issue(index, at, 'NOT_SAYABLE', message)
  if (canary.sticky) say(['sticky'], 'ingress-nginx keeps clients at their side by the affinity of the route alone: leave this out, and give the route the filter affinity')
  if (canary.header?.mode === 'alwaysNever' && canary.header.value) say(['header', 'value'], 'Without a mode that compares it, the value is "always" or "never": leave it out')
  if (canary.endedAt !== undefined && canary.state === 'active') say(['endedAt'], 'A canary that runs has no end')
  const stable = main.wanted ? main.wanted.route.service : main.before?.service
  if (stable === canary.service) say(['service'], 'ingress-nginx drops a canary that leads where its route leads: choose another service')
  return (canary.sticky ?? canary.endedAt) !== undefined || stable === canary.service
}

/** Puts a canary into its canary Ingress, or into a new one. */
function putCanary(scene: Scene, open: OpenIngress, wish: CanaryWish & { canary: Canary }, main: RouteCell, free: KubernetesRef[]): void {
  const { index, canary } = wish
  if (unsayable(scene, wish, main)) return
  const known = main.name === null ? null : findCanary(scene, open, main.name)
  const ref = known?.ref ?? free.shift()!
  const raw = known?.raw ?? newCanary(open, ref)
  const spec = specOf(raw)
  const cell = known ? moveTo(known, main.cell) : addPlace(spec, main.cell)
  setBackend(scene, { ref, raw, spec, cell }, canary.service)
  const annotations = (raw.metadata.annotations ??= {})
  const others = cellsOf(spec).length - 1
  if (known && others > 0 && !saysRules(annotations, canary) && !scene.options.allowShared) {
    const ingress = `${ref.namespace}/${ref.name}`
    const routes = canaryNamesOf(scene, ref).filter((name) => name !== main.name).join(', ')
    scene.issue(index, [], 'SHARED', `The canary Ingress ${ingress} says this of all its paths: ${routes} would change, too`, { ingress, routes })
  }
  if (!putRules(annotations, canary)) {
    const field = canary.header ? ['header'] : ['weight']
    scene.issue(index, field, 'NOT_SAYABLE', 'ingress-nginx would read this as something else: blanks at the ends and more than 16,384 characters are not kept')
  }
  scene.drafts.put(ref, raw)
}

const canaryNamesOf = ({ world }: Scene, ref: KubernetesRef): string[] =>
  world.reading.config.canaries.flatMap(({ object, source: { origin } }) => (origin && refKey(origin) === refKey(ref) ? [object.name] : []))

/** A promoted canary is over once the route leads to it; until then its end would send everybody back. */
function endCanary(scene: Scene, open: OpenIngress, { index, canary }: CanaryWish, main: RouteCell): void {
  const stable = main.wanted ? main.wanted.route.service : main.before?.service
  if (canary?.state === 'promoted' && stable !== canary.service) {
    const message = 'ingress-nginx has no canary that is promoted: let the route lead to its service in the same change'
    return scene.issue(index, ['state'], 'NOT_SAYABLE', message)
  }
  const found = main.name === null ? null : findCanary(scene, open, main.name)
  if (found) takeOut(scene, found)
}

/** A canary goes where its route goes. */
function carry(scene: Scene, open: OpenIngress, main: RouteCell): void {
  const found = main.name === null || !main.wanted ? null : findCanary(scene, open, main.name)
  if (!found || sameBackendPlace(found.cell, main.cell)) return
  moveTo(found, main.cell)
  scene.drafts.put(found.ref, found.raw)
}

/**
 * Writes the canaries of an Ingress, each in a canary Ingress. One that is over leaves nothing behind.
 * @param removed routes that were taken out: their canaries go with them
 */
export function writeOwnCanaries(scene: Scene, open: OpenIngress, wishes: readonly CanaryWish[], removed: readonly RouteCell[]): void {
  for (const { name } of removed) {
    const found = name === null ? null : findCanary(scene, open, name)
    if (found) takeOut(scene, found)
  }
  const free = freeRefs(open.ref, scene.world, wishes.filter(({ canary }) => canary?.state === 'active').length)
  const gone = new Set(removed.map(({ name }) => name))
  const done = new Set<RouteCell>()
  for (const wish of wishes) {
    const ordered = inPlaceOrder(open)
    const names = namesOf(open.ref, ordered.map(({ cell }) => cell))
    const main = ordered[names.indexOf(keptRouteName(scene, open, wish.canary?.route ?? wish.name))]
    const { canary } = wish
    if (canary === null && gone.has(wish.name)) continue
    if (canary && !isSayable(scene, open, { ...wish, canary })) continue
    if (!main) continue
    done.add(main)
    if (canary?.state === 'active') putCanary(scene, open, { ...wish, canary }, main, free)
    else endCanary(scene, open, wish, main)
  }
  for (const main of open.cells) if (!done.has(main)) carry(scene, open, main)
}

/** The Ingress goes, and its canaries with it. */
export function removeCanaries(scene: Scene, ingress: KubernetesRef): void {
  const before = scene.world.raw.get(refKey(ingress))
  if (!before) return
  const main = cellsOf(specOf(structuredClone(before)))
  for (const ref of canaryRefs(ingress, scene.world)) {
    const drafted = scene.drafts.get(ref)
    if (!drafted) continue
    const raw = structuredClone(drafted)
    const spec = specOf(raw)
    for (const cell of cellsOf(spec)) if (main.some((one) => sameBackendPlace(one, cell))) removeCell(spec, cell as Cell & { item: RawPath })
    scene.drafts.put(ref, cellsOf(spec).length === 0 ? null : raw)
  }
}
