import type { SourceRef } from '#lib/model/routing-config.ts'
import { objectKeyOf, type V1Service } from '../../objects.ts'
import { deleteSlices, foreignSlices, renamePort, slicesNow } from './endpoint-slices.ts'
import { asService, readingContext, readPort, tcpPorts, type PortReading, type ReadingContext } from './port-reading.ts'
import type { Scene } from '../scene.ts'
import { writeSettings } from './service-aims.ts'
import type { PortOrder, ServiceOrder } from './service-orders.ts'
import { checkShape, shapeFor, type Port, type Shape } from './service-shape.ts'
import { tellSiblings } from './service-siblings.ts'
import { findPort, nameAll, newService, removePort, setPort, setShape, specOf } from './service-spec.ts'
import { writeTargets } from './service-targets.ts'
import { SLICE_MANAGER } from './slice-names.ts'
import { refKey, type RawObject } from '../types.ts'

/** Ports that routes lead to and that are not listed: of an ExternalName any may be asked for. */
function unlistedPorts(scene: Scene, { ref }: ServiceOrder, v1: V1Service): number[] {
  if (v1.spec.type !== 'ExternalName') return []
  const listed = new Set(tcpPorts(v1).map(({ port }) => port))
  const isOfIt = ({ origin }: SourceRef) => origin !== undefined && refKey(origin) === refKey(ref)
  const ports = scene.world.reading.config.services
    .filter(({ source }) => isOfIt(source))
    .map(({ object: { name } }) => Number(name.slice(name.lastIndexOf('.') + 1)))
  return ports.filter((port) => Number.isInteger(port) && !listed.has(port))
}

function shapeOf(v1: V1Service, { service }: PortReading): Shape {
  const { type, headless, selector, externalIPs } = service.kubernetes!
  return { type, headless, selector, externalIPs, externalName: type === 'ExternalName' ? v1.spec.externalName : undefined }
}

/** Tells of wanted objects that contradict each other: a service and its upstream are one. */
function checkViews(scene: Scene, { service, upstream, name }: PortOrder, hasUpstream: boolean): void {
  if (!upstream) return
  const derived = (message: string) => scene.issue(upstream.at, [], 'DERIVED', message, { name })
  if (upstream.object === null) {
    const isKept = service ? service.object !== null && service.object.host === undefined : hasUpstream
    if (isKept) derived(`This upstream is a view of the service "${name}", and goes with it; delete the service`)
  } else if (service?.object === null) derived(`This upstream is a view of the service "${name}", which is to be deleted`)
}

/** Gives the slices of ours the names that their ports have now; those of people would stay behind. */
function followNames(scene: Scene, { ref }: ServiceOrder, before: V1Service, draft: RawObject, ports: readonly Port[]): void {
  const spec = specOf(draft)
  for (const { port, name = '' } of tcpPorts(before)) {
    const now = findPort(spec, port)
    const after = now ? (now.name ?? '') : null
    if (after === name) continue
    renamePort(scene, ref, name, after)
    const first = ports.map(({ service, upstream }) => service ?? upstream)[0]
    const left = foreignSlices(scene, ref).find(({ metadata: { labels }, ports: of }) => {
      const isFollowing = labels?.[SLICE_MANAGER]?.endsWith('.k8s.io')
      return !isFollowing && of?.some((one) => (one.name ?? '') === name)
    })
    if (!left || !first || after === null) continue
    const params = { port, name: after, slice: left.metadata.name }
    const whose = `the EndpointSlice "${params.slice}", which others keep, does not know that name`
    const message = `The port ${port} would be called "${after}", and ${whose}; name it there first`
    scene.issue(first.at, ['kubernetes', 'portName'], 'NOT_SAYABLE', message, params)
  }
}

type Left = 'left' | 'gone' | 'refused'

/** Takes ports out; `gone`: there is nothing left of the V1Service. */
function deletePorts(scene: Scene, order: ServiceOrder, deleted: readonly PortOrder[], draft: RawObject, before: V1Service): Left {
  const unlisted = unlistedPorts(scene, order, before).filter((port) => !deleted.some((one) => one.port === port))
  for (const { port } of deleted) removePort(specOf(draft), port)
  if ((specOf(draft).ports ?? []).length > 0 || order.ports.some(isWritten)) return 'left'
  if (unlisted.length === 0) return 'gone'
  const others = unlisted.join(', ')
  const message = `Routes lead to the host of ${objectKeyOf(order.ref)} by other ports of it, too: ${others}; change these routes first`
  for (const { service } of deleted) scene.issue(service!.at, [], 'DERIVED', message, { ports: others })
  return 'refused'
}

const isDeleted = ({ service }: PortOrder) => service?.object === null
const isWritten = ({ service, upstream }: PortOrder) => Boolean(service ? service.object : upstream?.object)

/** What of a V1Service and its ports is as it is wanted; what all ports have in common goes first. */
function writePorts(scene: Scene, draft: RawObject, isNew: boolean, ports: readonly Port[]): void {
  const before = shapeOf(asService(draft), ports[0]!.now)
  const shape = shapeFor(scene, ports, before, isNew)
  for (const port of ports) checkShape(scene, port, before, shape, isNew)
  const spec = specOf(draft)
  setShape(spec, before, shape)
  for (const port of ports) setPort(spec, port, shape)
  nameAll(spec)
}

type Known = { before: V1Service; slices: ReturnType<typeof slicesNow>; context: ReadingContext }

function writeRest(scene: Scene, order: ServiceOrder, after: V1Service, ports: readonly Port[], { before, slices, context }: Known): void {
  const { ref } = order
  const [first] = ports as [Port]
  writeTargets(scene, ref, after, ports, shapeOf(before, first.now), shapeOf(after, readPort(after, first.port, slices, context)))
  const now = slicesNow(scene, ref)
  const others = [...tcpPorts(before).map(({ port }) => port), ...unlistedPorts(scene, order, before)].filter(
    (port) => !order.ports.some((one) => one.port === port),
  )
  const siblings = others.map((port) => ({ before: readPort(before, port, slices, context), after: readPort(after, port, now, context) }))
  tellSiblings(scene, ref, ports, siblings)
}

/** Puts one V1Service and its slices into the drafts as they are wanted. */
export function writeService(scene: Scene, order: ServiceOrder): void {
  const { ref } = order
  const raw = scene.drafts.get(ref)
  const draft = structuredClone(raw) ?? newService(ref)
  const before = asService(raw ?? newService(ref))
  const context = readingContext(scene.world, scene.objects())
  const slices = slicesNow(scene, ref)
  const there = new Set([...tcpPorts(before).map(({ port }) => port), ...unlistedPorts(scene, order, before)])
  for (const port of order.ports) {
    checkViews(scene, port, there.has(port.port) && readPort(before, port.port, slices, context).upstream !== null)
  }
  const deleted = order.ports.filter((port) => isDeleted(port) && there.has(port.port))
  const left = deleted.length > 0 ? deletePorts(scene, order, deleted, draft, before) : 'left'
  if (left === 'gone') {
    scene.drafts.put(ref, null)
    deleteSlices(scene, ref)
  }
  const ports = order.ports.filter(isWritten).map((port): Port => {
    return { ...port, now: readPort(before, port.port, slices, context), isNew: !there.has(port.port) }
  })
  if (left !== 'left' || (!raw && ports.length === 0)) return
  for (const place of ports.flatMap(({ service, upstream, name }) => [service, upstream].map((one) => one && { at: one.at, name }))) {
    if (place) scene.name(place.at, place.name)
  }
  if (ports.length > 0) writePorts(scene, draft, raw === null, ports)
  followNames(scene, order, before, draft, ports)
  if (ports.length > 0) writeSettings(scene, draft, ports, context)
  scene.drafts.put(ref, draft)
  if (ports.length > 0) writeRest(scene, order, asService(draft), ports, { before, slices, context })
}
