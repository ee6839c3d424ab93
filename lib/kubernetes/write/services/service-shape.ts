import { isIP } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import type { ServiceInCluster, ServiceType } from '#lib/model/in-cluster.ts'
import { isNearHost } from '../../read/near-host.ts'
import type { PortReading } from './port-reading.ts'
import type { Scene } from '../scene.ts'
import type { Place, PortOrder } from './service-orders.ts'
import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'

/** What all ports of a V1Service have in common in its `spec`. `externalName`: of type ExternalName. */
export type Shape = Pick<ServiceInCluster, 'type' | 'headless' | 'selector' | 'externalIPs'> & { externalName: string | undefined }

/** A wanted port with what is read of it now. `isNew`: it is not listed yet. */
export type Port = PortOrder & { now: PortReading; isNew: boolean }

// RFC 1123 subdomain: what a name of an ExternalName, and of an endpoint of type FQDN, must be.
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

/** What the API server, or the reading here, has against a host name. Null: nothing. */
export function nameFault(host: string): string | null {
  if (!SUBDOMAIN.test(host)) return `Kubernetes takes names of lower-case letters, digits, "-" and "." alone, unlike "${host}"`
  return isNearHost(host) ? `"${host}" is the proxy itself or its own link` : null
}

/** The host that an ExternalName leads to, where its service or upstream says so. */
function externalNameOf({ service, upstream, now }: Port): { host: string; at: number; path: (string | number)[] } | null {
  if (service?.object?.host !== undefined) return { host: service.object.host, at: service.at, path: ['host'] }
  const targets = upstream?.object?.targets
  if (targets?.length === 1) return { host: targets[0]!.host, at: upstream!.at, path: ['targets', 0, 'host'] }
  const host = now.service.host ?? now.upstream?.targets[0]?.host
  return host === undefined ? null : { host, at: (service ?? upstream)!.at, path: [] }
}

/** The type that a wanted service has; one that says nothing of Kubernetes keeps its own, but for a host that needs an ExternalName. */
function typeOf({ service, upstream, now }: Port, before: Shape, isNew: boolean): ServiceType {
  const wanted = service?.object
  if (wanted?.kubernetes) return wanted.kubernetes.type
  if (wanted?.host !== undefined) return 'ExternalName'
  const targets = upstream?.object?.targets ?? now.upstream?.targets ?? []
  const mayStay = isNew || before.type !== 'ExternalName' || targets.length === 1
  return mayStay ? before.type : 'ClusterIP'
}

type Claim = { value: unknown; at: number }

/**
 * What the services that are wanted of one V1Service make of it together; each says what it changes, and two that say different
 * things cannot both be right.
 * @param isNew there is no such V1Service yet
 */
export function shapeFor(scene: Scene, ports: readonly Port[], before: Shape, isNew: boolean): Shape {
  const shape = { ...before }
  const claims = new Map<string, Claim>()
  const claim = <K extends keyof Shape>(field: K, value: Shape[K], at: number, path: (string | number)[]) => {
    const first = claims.get(field)
    if (!first && isDeepStrictEqual(value, before[field])) {
      if (isNew) claims.set(field, { value, at })
      return
    }
    if (first && !isDeepStrictEqual(first.value, value)) {
      scene.issue(at, path, 'SHARED', 'All ports of a Service have this in common, and another one is wanted otherwise in the same change')
      return
    }
    claims.set(field, { value, at })
    shape[field] = value
  }
  for (const port of ports) {
    const { service, upstream } = port
    const place = service?.object ? service : upstream
    if (!place?.object) continue
    const { at } = place
    claim('type', typeOf(port, before, isNew), at, ['kubernetes', 'type'])
    const kubernetes = service?.object?.kubernetes
    if (kubernetes) {
      claim('headless', kubernetes.headless, at, ['kubernetes', 'headless'])
      claim('selector', kubernetes.selector, at, ['kubernetes', 'selector'])
      claim('externalIPs', kubernetes.externalIPs, at, ['kubernetes', 'externalIPs'])
    }
    if (shape.type !== 'ExternalName') continue
    const external = externalNameOf(port)
    if (external) claim('externalName', external.host, external.at, external.path)
  }
  if (shape.type !== 'ExternalName') shape.externalName = undefined
  return shape
}

const NODE_PORTS: readonly ServiceType[] = ['NodePort', 'LoadBalancer']

function checkService(scene: Scene, { at, object }: Place<Service>, name: string, before: Shape, shape: Shape, isNew: boolean): void {
  if (!object) return
  const refuse = (path: (string | number)[], message: string, params: Record<string, string> = {}) =>
    scene.issue(at, path, 'NOT_SAYABLE', message, params)
  if (object.upstream !== undefined && object.upstream !== name) {
    refuse(['upstream'], `The upstream of a Service in a cluster has its own name, "${name}"`, { name })
  }
  if (object.protocol === 'udp') refuse(['protocol'], 'Services of UDP are not written to clusters')
  const { kubernetes } = object
  if (object.host !== undefined && kubernetes && kubernetes.type !== 'ExternalName') {
    refuse(['kubernetes', 'type'], 'A service with a host of its own is an ExternalName; choose this type, or an upstream instead of the host')
  }
  if (!kubernetes) return
  if (kubernetes.nodePort !== undefined && !NODE_PORTS.includes(kubernetes.type)) {
    refuse(['kubernetes', 'nodePort'], 'Only a Service of type NodePort or LoadBalancer has a node port; leave it out')
  }
  if (kubernetes.headless && kubernetes.type !== 'ClusterIP') refuse(['kubernetes', 'headless'], 'Only a Service of type ClusterIP can be headless')
  const hadAddress = !isNew && before.type !== 'ExternalName' && shape.type !== 'ExternalName'
  if (hadAddress && kubernetes.headless !== before.headless) {
    refuse(['kubernetes', 'headless'], 'Kubernetes never changes the cluster IP of a Service, so it stays headless or not; make another Service')
  }
  if (shape.type === 'ExternalName' && typeof kubernetes.targetPort === 'number') {
    refuse(['kubernetes', 'targetPort'], 'The port of an ExternalName stands beside its host; leave it out here')
  }
}

/** Refuses what no V1Service can say of one of its ports. */
export function checkShape(scene: Scene, port: Port, before: Shape, shape: Shape, isNew: boolean): void {
  const { service, upstream, name } = port
  if (service) checkService(scene, service, name, before, shape, isNew)
  const external = shape.type === 'ExternalName' && shape.externalName !== before.externalName ? externalNameOf(port) : null
  const isName = external && isIP(external.host) === 0
  const fault = external && (isName ? nameFault(external.host) : 'An ExternalName leads to a name; make an address the target of an upstream')
  if (external && fault) scene.issue(external.at, external.path, 'NOT_SAYABLE', fault, { host: external.host })
  if (upstream?.object) checkUpstream(scene, upstream, port, shape)
}

function checkUpstream(scene: Scene, { at, object }: Place<Upstream>, { service }: Port, shape: Shape): void {
  if (service?.object?.host !== undefined) {
    scene.issue(at, [], 'DERIVED', 'The service of this name has a host, and with it no upstream; take away the one or the other')
  } else if (shape.type === 'ExternalName' && object!.targets.length !== 1) {
    scene.issue(at, ['targets'], 'NOT_SAYABLE', 'An ExternalName has one target, a host name; for others give its service another type')
  }
}
