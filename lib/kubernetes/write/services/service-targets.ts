import { BlockList, isIP } from 'node:net'
import type { Target, Upstream } from '#lib/model/upstream.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { weightKey as keyOf } from '../../annotations/target-weights.ts'
import type { V1EndpointSlice, V1Service, V1ServicePort } from '../../objects.ts'
import { clusterIpTarget, endpointTargets } from '../../read/targets.ts'
import { deleteSlices, foreignSlices, placeTargets, slicesNow } from './endpoint-slices.ts'
import { tcpPorts } from './port-reading.ts'
import type { Scene } from '../scene.ts'
import type { Place } from './service-orders.ts'
import { nameFault, type Port, type Shape } from './service-shape.ts'
import { SLICE_MANAGER } from './slice-names.ts'

const keysOf = (targets: readonly Target[]) => new Set(targets.map(keyOf))
const isSameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && [...a].every((key) => b.has(key))

/** Whether the cluster IP of a V1Service port is its only target, as it shall be: an annotation says so. */
export function wantsClusterIp({ upstream, now, port }: Port, v1: V1Service): boolean {
  const own = clusterIpTarget(v1, port)
  const targets = upstream?.object?.targets
  if (!targets) return now.settings.usesClusterIp
  // Without a cluster IP, what is said of it changes nothing, and stays.
  if (!own) return now.settings.usesClusterIp
  return targets.length === 1 && keyOf(targets[0]!) === keyOf(own)
}

// core/v1 ValidateEndpointIP.
const REFUSED = new BlockList()
REFUSED.addSubnet('127.0.0.0', 8, 'ipv4')
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4')
REFUSED.addSubnet('224.0.0.0', 24, 'ipv4')
REFUSED.addAddress('0.0.0.0', 'ipv4')
REFUSED.addAddress('::1', 'ipv6')
REFUSED.addAddress('::', 'ipv6')
REFUSED.addSubnet('fe80::', 10, 'ipv6')
REFUSED.addSubnet('ff02::', 16, 'ipv6')

function hostFault(host: string): string | null {
  const family = isIP(host)
  if (family === 0) return nameFault(host)
  const plain = family === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host
  if (plain.startsWith('::ffff:')) return `Kubernetes takes no IPv4 address in IPv6; write "${host}" as IPv4`
  if (plain !== host) return `Kubernetes takes IPv6 addresses in one form alone; write "${plain}"`
  const isRefused = REFUSED.check(host, family === 4 ? 'ipv4' : 'ipv6')
  return isRefused ? `Kubernetes takes no address of the machine itself, of its own link or of nobody as an endpoint: "${host}"` : null
}

/** Refuses what no endpoint can be; those that are there already are not asked. */
function checkTargets(scene: Scene, { at, object }: Place<Upstream>, known: ReadonlySet<string>, isWritten: boolean): void {
  const off = 'A cluster has no targets that are switched off; give it the weight 0'
  object!.targets.forEach((target, place) => {
    const { host, enabled } = target
    if (!enabled) scene.issue(at, ['targets', place, 'enabled'], 'NOT_SAYABLE', off)
    const fault = isWritten && !known.has(keyOf(target)) ? hostFault(host) : null
    if (fault !== null) scene.issue(at, ['targets', place, 'host'], 'NOT_SAYABLE', fault, { host })
  })
}

const isOfController = ({ metadata, endpoints }: V1EndpointSlice) =>
  metadata.labels?.[SLICE_MANAGER] === 'endpointslice-controller.k8s.io' && endpoints.length > 0

function checkSelector(scene: Scene, service: KubernetesRef, ports: readonly Port[]): void {
  if (!foreignSlices(scene, service).some(isOfController)) return
  const message =
    'Without a selector the pods that are its targets now would stay so for ever, since nobody keeps their EndpointSlices any more; make another Service'
  for (const { service: place } of ports) {
    const wanted = place?.object?.kubernetes
    if (wanted && !wanted.selector) scene.issue(place!.at, ['kubernetes', 'selector'], 'NOT_SAYABLE', message)
  }
}

/** Tells of targets that are left after all of ours are gone. */
function tellForeign(scene: Scene, service: KubernetesRef, v1: V1Service, listed: V1ServicePort, { at, object }: Place<Upstream>): void {
  const wanted = keysOf(object!.targets)
  const left = endpointTargets(slicesNow(scene, service), listed, v1).map(keyOf).find((key) => !wanted.has(key))
  const has = (slice: V1EndpointSlice) => endpointTargets([slice], listed, v1).some((target) => keyOf(target) === left)
  const slice = left === undefined ? undefined : foreignSlices(scene, service).find(has)?.metadata.name
  if (left === undefined || slice === undefined) return
  const message = `The target ${left} stands in the EndpointSlice "${slice}", which others keep; take it out there`
  scene.issue(at, ['targets'], 'DERIVED', message, { target: left, slice })
}

/**
 * Makes the endpoints of a V1Service those that are wanted: by slices of ours where it has no selector. What selects pods has them
 * and no others.
 * @param v1 as it shall be
 */
export function writeTargets(scene: Scene, service: KubernetesRef, v1: V1Service, ports: readonly Port[], before: Shape, shape: Shape): void {
  const isSelected = shape.selector !== undefined
  const isOutside = shape.type === 'ExternalName'
  if (isOutside ? before.type !== 'ExternalName' : isSelected && before.selector === undefined) deleteSlices(scene, service)
  if (before.selector !== undefined && !isSelected && !isOutside) checkSelector(scene, service, ports)
  for (const port of ports) {
    const { upstream } = port
    if (!upstream?.object) continue
    const isOfIp = wantsClusterIp(port, v1) && clusterIpTarget(v1, port.port) !== null
    checkTargets(scene, upstream, keysOf(port.now.upstream?.targets ?? []), !isOfIp && !isSelected && !isOutside)
    if (isOfIp || isOutside) continue
    const listed = tcpPorts(v1).find((one) => one.port === port.port)
    if (!listed) continue
    if (isSelected) {
      const there = endpointTargets(slicesNow(scene, service), listed, v1)
      if (isSameSet(keysOf(there), keysOf(upstream.object.targets))) continue
      const message = 'Its targets are the pods that the selector of its service picks; take the selector away to name them here'
      scene.issue(upstream.at, ['targets'], 'DERIVED', message)
      continue
    }
    placeTargets(scene, service, listed, v1, upstream.object.targets)
    tellForeign(scene, service, v1, listed, upstream)
  }
}
