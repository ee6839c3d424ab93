import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import type { Texts } from '../../annotations/apply.ts'
import { keepService } from '../../keep.ts'
import type { ClusterObjects, Metadata, V1EndpointSlice, V1Service, V1ServicePort } from '../../objects.ts'
import { isTcp, type Backend } from '../../read/backend.ts'
import { textsOfService } from '../../nginx/service-texts.ts'
import { servedClass } from '../../read/class.ts'
import { nameIn } from '../../read/names.ts'
import { readParameters } from '../../read/parameters.ts'
import { declareService, declareUpstream, readSettings, targetsOf, type ServiceSettings } from '../../read/service.ts'
import type { RawObject, World } from '../types.ts'

/** What holds for the reading of all V1Services. */
export type ReadingContext = {
  workspace: string
  defaults: Texts
  secrets: ClusterObjects['secrets']
  /** What stands for the annotations of the V1Service of a service of ours; null: they do themselves. */
  texts: ((service: string) => Texts) | null
}

/** What one port of a V1Service is read as, whether or not a route leads there. `upstream` null: it is a host outside. */
export type PortReading = { service: Service; upstream: Upstream | null; settings: ServiceSettings; listed: V1ServicePort | undefined }

export function readingContext({ workspace, reading }: Pick<World, 'workspace' | 'reading'>, objects: ClusterObjects): ReadingContext {
  const { name, ingressClass, dialect } = workspace
  const { secrets } = objects
  if (dialect === 'nginx') return { workspace: name, defaults: {}, secrets, texts: (service) => textsOfService(reading.serviceTexts, service) }
  const { texts } = readParameters(name, servedClass(objects.ingressClasses, ingressClass, dialect), objects.configMaps)
  return { workspace: name, defaults: texts, secrets, texts: null }
}

const withIdentity = ({ metadata, ...rest }: RawObject) => ({
  ...rest,
  metadata: { uid: '', resourceVersion: '', creationTimestamp: '', namespace: '', ...(metadata as Partial<Metadata>) } as Metadata,
})

/** As it is kept in memory, and read. */
export const asService = (raw: RawObject): V1Service => keepService(withIdentity({ spec: {}, ...raw }) as unknown as V1Service)

export const tcpPorts = ({ spec }: V1Service): V1ServicePort[] => (spec.ports ?? []).filter(isTcp)

/** One that is not listed is read as it would be once it is: what all ports have in common, and nothing of its own. */
export function readPort(v1: V1Service, port: number, slices: readonly V1EndpointSlice[], context: ReadingContext): PortReading {
  const { workspace, defaults, secrets, texts } = context
  const { namespace, name } = v1.metadata
  const listed = tcpPorts(v1).find((one) => one.port === port) ?? (v1.spec.type === 'ExternalName' ? undefined : { port })
  const found = { service: v1, port, listed }
  const backend: Backend = { name: nameIn(namespace, name, port), origin: { kind: 'Service', namespace, name }, found, problem: null }
  const settings = readSettings(workspace, found, defaults, secrets, texts?.(backend.name) ?? null)
  const targets = targetsOf(backend, settings, slices)
  return {
    service: declareService(workspace, backend, settings).object,
    upstream: targets && declareUpstream(workspace, backend, settings, targets).object,
    settings,
    listed,
  }
}
