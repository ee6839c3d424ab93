import { isDeepStrictEqual } from 'node:util'
import type { Service } from '#lib/model/service.ts'
import type { V1ServicePort } from '../../objects.ts'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import type { Port, Shape } from './service-shape.ts'
import type { RawObject } from '../types.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'

export type RawPort = V1ServicePort & { [field: string]: unknown }
/** `spec` of a V1Service, to be changed in place: a copy of what is there. */
export type RawSpec = { type?: Shape['type']; ports?: RawPort[] | null; [field: string]: unknown }

export const specOf = (raw: RawObject): RawSpec => (raw['spec'] ??= {}) as RawSpec

/** A V1Service of ours before it says anything. */
export const newService = ({ namespace, name }: KubernetesRef): RawObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: { [MANAGED_BY]: SLUICE } },
  spec: {},
})

// What only Services of these types may say (core/v1 validation); the API server would refuse it of others.
const OF_LOAD_BALANCER = ['allocateLoadBalancerNodePorts', 'loadBalancerClass', 'loadBalancerSourceRanges']
const OF_OUTSIDE = ['externalTrafficPolicy', 'healthCheckNodePort']
const OF_CLUSTER_IP = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']

const drop = (spec: RawSpec, fields: readonly string[]) => fields.forEach((field) => delete spec[field])

const isOutside = (type: Shape['type']) => type === 'NodePort' || type === 'LoadBalancer'

function setType(spec: RawSpec, type: Shape['type']): void {
  const before = spec.type ?? 'ClusterIP'
  if (before === type) return
  spec.type = type
  if (before === 'LoadBalancer') drop(spec, OF_LOAD_BALANCER)
  if (isOutside(before) && !isOutside(type)) {
    drop(spec, OF_OUTSIDE)
    for (const port of spec.ports ?? []) delete port.nodePort
  }
  if (before === 'ExternalName') delete spec['externalName']
  if (type === 'ExternalName') drop(spec, OF_CLUSTER_IP)
}

/** Changes what all ports have in common, where it is other than before. */
export function setShape(spec: RawSpec, before: Shape, shape: Shape): void {
  setType(spec, shape.type)
  const set = <K extends keyof Shape>(field: K, name: string, value: unknown) => {
    if (isDeepStrictEqual(shape[field], before[field])) return
    if (value === undefined) delete spec[name]
    else spec[name] = value
  }
  set('externalName', 'externalName', shape.externalName)
  set('headless', 'clusterIP', shape.headless ? 'None' : undefined)
  set('selector', 'selector', shape.selector)
  set('externalIPs', 'externalIPs', shape.externalIPs.length > 0 ? shape.externalIPs : undefined)
}

const isTcp = ({ protocol }: RawPort) => (protocol ?? 'TCP') === 'TCP'

export const findPort = ({ ports }: RawSpec, port: number): RawPort | undefined => (ports ?? []).find((one) => one.port === port && isTcp(one))

const TLS: readonly Service['protocol'][] = ['https', 'grpcs', 'tls']

/** Where an ExternalName is dialled; a host without a port means that of its protocol. */
function externalPortOf({ service, upstream, now }: Port): number | undefined {
  const wanted = service?.object
  const plain = TLS.includes(wanted?.protocol ?? 'http') ? 443 : 80
  if (wanted?.host !== undefined) return wanted.port ?? (now.service.host === undefined ? plain : now.service.port)
  return upstream?.object?.targets[0]?.port ?? now.upstream?.targets[0]?.port
}

function setTargetPort(entry: RawPort, value: number | string | undefined, before: number | string | undefined): void {
  if (value === before) return
  if (value === undefined && entry.targetPort === undefined) return
  entry.targetPort = value ?? entry.port
}

/** Adds the port if it is not listed, and changes what it says of itself. */
export function setPort(spec: RawSpec, port: Port, shape: Shape): void {
  const { now, port: number } = port
  const external = shape.type === 'ExternalName' ? externalPortOf(port) : undefined
  const wanted = port.service?.object?.kubernetes
  const isPlain = wanted === undefined || isDeepStrictEqual([wanted.portName, wanted.nodePort], [now.listed?.name, now.listed?.nodePort])
  let entry = findPort(spec, number)
  // What an ExternalName does not list is what it was asked for: it need not be listed to be changed.
  if (!entry && now.listed === undefined && !port.isNew && (external ?? number) === number && isPlain) return
  if (!entry) spec.ports = [...(spec.ports ?? []), (entry = { port: number, protocol: 'TCP' })]
  if (external !== undefined) {
    const dialled = typeof entry.targetPort === 'number' && entry.targetPort > 0 ? entry.targetPort : number
    if (dialled !== external) entry.targetPort = external
  } else if (wanted) setTargetPort(entry, wanted.targetPort, now.service.kubernetes?.targetPort)
  if (!wanted) return
  if (wanted.portName !== undefined && wanted.portName !== entry.name) entry.name = wanted.portName
  if (wanted.portName === undefined && entry.name !== undefined && now.listed?.name !== undefined && spec.ports!.length === 1) delete entry.name
  // Absent, the cluster chooses one, and it has.
  if (wanted.nodePort !== undefined && wanted.nodePort !== entry.nodePort) entry.nodePort = wanted.nodePort
}

/** Takes a TCP port out. */
export function removePort(spec: RawSpec, port: number): void {
  spec.ports = (spec.ports ?? []).filter((one) => one.port !== port || !isTcp(one))
}

/** Several ports need names, an only one does not (core/v1 ServicePort). @returns those that got one */
export function nameAll(spec: RawSpec): RawPort[] {
  const ports = spec.ports ?? []
  const nameless = ports.length < 2 ? [] : ports.filter(({ name }) => !name)
  const taken = new Set(ports.map(({ name }) => name))
  for (const one of nameless) {
    const plain = `port-${one.port}`
    one.name = taken.has(plain) ? `p${one.port}-${(one.protocol ?? 'TCP').toLowerCase()}` : plain
    taken.add(one.name)
  }
  return nameless
}

const APP_PROTOCOLS: Partial<Record<Service['protocol'], string>> = { http: 'http', https: 'https', grpc: 'grpc', grpcs: 'grpcs' }

/**
 * Says the protocol by the port's own field where that is what says it now, or where an annotation would say it of other ports,
 * too; else by an annotation, since other controllers may go by that field.
 */
export function setAppProtocol(spec: RawSpec, port: number, protocol: Service['protocol'], isKnown: boolean): void {
  const entry = findPort(spec, port)
  const word = APP_PROTOCOLS[protocol]
  if (!entry || !word) return
  if (isKnown || (entry.appProtocol === undefined && spec.ports!.length > 1)) entry.appProtocol = word
}
