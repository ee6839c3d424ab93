import { objectKeyOf, type ClusterObjects, type Metadata, type V1Ingress, type V1IngressClass, type V1Secret, type V1Service, type V1ServicePort } from '#lib/kubernetes/objects.ts'
import type { ConvertedObject } from '#lib/kubernetes/convert/manifests.ts'
import { backendsOf, ingressSpecOf } from './ingress-shape.ts'

type Fields = Record<string, unknown>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {})
const listOf = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])
const textsOf = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, text]) => [key, String(text)]))

// Nothing in a text is older than another part of it.
const NEVER = '1970-01-01T00:00:00Z'

function metadataOf({ namespace, name, object }: ConvertedObject): Metadata {
  const { annotations, labels } = fieldsOf(object.metadata)
  return { name, namespace, uid: '', resourceVersion: '', creationTimestamp: NEVER, annotations: textsOf(annotations), labels: textsOf(labels) }
}

/** The name of a V1Service inside its cluster, with the domain that clusters have unless told otherwise. */
const clusterName = (namespace: string, name: string): string => `${name}.${namespace}.svc.cluster.local`

/** A V1Service as one that is reached by its name: its endpoints do not stand in a manifest. */
function byName(metadata: Metadata, spec: Fields): V1Service {
  if (spec.type === 'ExternalName') return { metadata, spec: spec as V1Service['spec'] }
  const ports = listOf<V1ServicePort>(spec.ports).map(({ targetPort: _, ...port }) => port)
  return { metadata, spec: { type: 'ExternalName', externalName: clusterName(metadata.namespace, metadata.name), ports } }
}

function secretOf(metadata: Metadata, object: Fields): V1Secret {
  const plain = Object.entries(textsOf(object.stringData)).map(([key, text]): [string, string] => [key, Buffer.from(text).toString('base64')])
  return { metadata, data: { ...textsOf(object.data), ...Object.fromEntries(plain) } }
}

const CANARY_SERVICE = 'sluice.dev/canary-service'

/** The names of the Services that an Ingress sends to. */
function serviceNamesOf({ metadata, spec }: V1Ingress): string[] {
  const canary = metadata.annotations?.[CANARY_SERVICE]?.split(':')[0]
  return [...backendsOf(spec).map(({ service }) => service?.name), canary].filter((name) => name !== undefined && name !== '') as string[]
}

const isA = (kind: string, group: string) => (one: ConvertedObject) => one.kind === kind && one.apiVersion.to === group && one.name !== ''

/** What of a text Sluice would read in a cluster that held it and nothing else. */
export type TextCluster = ClusterObjects & {
  /** Services that an Ingress sends to and that are not in the text: they count as there. */
  assumed: ReadonlySet<string>
}

/**
 * The objects of a text as those of a cluster. V1Services are reached by their names in it; those that the text does not hold
 * count as there, with whatever number of port is asked for.
 * @param asClass every Ingress counts as of this class; undefined: of the one that it names
 */
export function clusterOf(objects: readonly ConvertedObject[], asClass: string | undefined): TextCluster {
  const of = <T>(kind: string, version: string, make: (metadata: Metadata, object: Fields) => T) =>
    new Map(objects.filter(isA(kind, version)).map((one): [string, T] => [objectKeyOf(one), make(metadataOf(one), one.object)]))
  const ingresses = of('Ingress', 'networking.k8s.io/v1', (metadata, object): V1Ingress => {
    const spec = ingressSpecOf(object.spec)
    return { metadata, spec: asClass === undefined ? spec : { ...spec, ingressClassName: asClass } }
  })
  const services = of('Service', 'v1', (metadata, object) => byName(metadata, fieldsOf(object.spec)))
  const assumed = new Set<string>()
  for (const ingress of ingresses.values()) {
    const { namespace } = ingress.metadata
    for (const name of serviceNamesOf(ingress)) {
      const key = objectKeyOf({ namespace, name })
      if (services.has(key)) continue
      assumed.add(key)
      services.set(key, byName({ name, namespace, uid: '', resourceVersion: '', creationTimestamp: NEVER }, {}))
    }
  }
  const classes = of('IngressClass', 'networking.k8s.io/v1', (metadata, object): V1IngressClass => ({ metadata, spec: fieldsOf(object.spec) }))
  const secrets = of('Secret', 'v1', secretOf)
  return {
    ingresses,
    ingressClasses: asClass === undefined && classes.size > 0 ? classes : null,
    services,
    endpointSlices: new Map(),
    secrets,
    ownSecrets: new Map(),
    configMaps: of('ConfigMap', 'v1', (metadata, object) => ({ metadata, data: textsOf(object.data) })),
    assumed,
  }
}
