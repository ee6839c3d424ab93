import { Service } from '#lib/model/service.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { dotted, type ToField } from '#components/form/object-resolver.ts'
import { copiedServicePlace, newServicePlace, placedFields, placeField, servicePlaceOf, type ServicePlace } from './service-place.ts'

export const hasTls = (protocol: Service['protocol']) => protocol === 'https' || protocol === 'grpcs' || protocol === 'tls'
export const hasPath = (protocol: Service['protocol']) => protocol === 'http' || protocol === 'https'
export const defaultPort = (protocol: Service['protocol']) => (hasTls(protocol) ? 443 : 80)

/** What the service's form holds. */
export type ServiceValues = {
  name: string
  protocol: Service['protocol']
  /** Where it goes: the choice decides which of the fields is sent. */
  to: 'upstream' | 'host'
  upstream: string
  host: string
  port: number | undefined
  path: string
  retries: number | undefined
  connectTimeoutMs: number | undefined
  readTimeoutMs: number | undefined
  writeTimeoutMs: number | undefined
  /** `default`: not said, which verifies. */
  tlsVerify: 'default' | 'on' | 'off'
  caCertificates: string
  clientCertificate: string
  enabled: boolean
  tags: string[]
  /** In a cluster: what its V1Service says. It stands for "to", upstream and port, and the name follows from it. */
  place: ServicePlace | null
}

const VERIFY = { default: undefined, on: true, off: false }

export function toFormValues(service: Service & { origin?: KubernetesRef }, inCluster = false): ServiceValues {
  return {
    name: service.name,
    protocol: service.protocol,
    to: service.host === undefined ? 'upstream' : 'host',
    upstream: service.upstream ?? '',
    host: service.host ?? '',
    port: service.port,
    path: service.path ?? '',
    retries: service.retries,
    connectTimeoutMs: service.connectTimeoutMs,
    readTimeoutMs: service.readTimeoutMs,
    writeTimeoutMs: service.writeTimeoutMs,
    tlsVerify: service.tlsVerify === undefined ? 'default' : service.tlsVerify ? 'on' : 'off',
    caCertificates: service.caCertificates ?? '',
    clientCertificate: service.clientCertificate ?? '',
    enabled: service.enabled,
    tags: [...service.tags],
    place: inCluster ? servicePlaceOf(service) : null,
  }
}

/** The service as the API takes it; what the protocol or the choice does not have is left out. */
export function fromFormValues(values: ServiceValues): Record<string, unknown> {
  const { to, upstream, host, path, tlsVerify, caCertificates, clientCertificate, place, ...rest } = values
  return {
    ...rest,
    ...(place !== null ? placedFields(place, values) : to === 'upstream' ? { upstream } : { host: host.trim() }),
    ...(hasPath(values.protocol) ? { path } : {}),
    ...(hasTls(values.protocol) ? { tlsVerify: VERIFY[tlsVerify], caCertificates, clientCertificate } : {}),
  }
}

export const newService = (name = '', inCluster = false): ServiceValues => ({
  ...toFormValues(Service.parse({ name: 'new', upstream: 'new' })),
  name,
  upstream: '',
  place: inCluster ? newServicePlace() : null,
})

/** A copy has a name of its own; in a cluster it is a V1Service of its own. */
export const toCopy = (values: ServiceValues): ServiceValues =>
  values.place === null ? { ...values, name: `${values.name}-copy` } : { ...values, name: '', place: copiedServicePlace(values.place) }

/** "Name an upstream or a host" stands at the one that was chosen. */
export const toField: ToField<ServiceValues> = (path, values) => {
  if (path[0] === 'tags') return 'tags'
  const placed = values.place === null ? undefined : placeField(path, values.place)
  if (placed !== undefined) return placed
  if (path[0] === 'upstream' && values.to === 'host') return 'host'
  return dotted(path)
}
