import { DIAGNOSTIC_CODES, type Diagnostic, type KubernetesRef } from '#lib/model/routing-config.ts'
import { objectKeyOf, type ClusterObjects, type Metadata } from './objects.ts'

/** Something that is wrong with an object of the cluster, as an Event tells it. */
export type Problem = {
  /** The same for the same field of the same object, whoever leads. */
  key: string
  /** Of the Event. */
  namespace: string
  about: { apiVersion: string; kind: string; namespace?: string; name: string; uid: string; resourceVersion: string }
  reason: string
  message: string
}

export type KnownObjects = Pick<ClusterObjects, 'ingresses' | 'ingressClasses' | 'services'>

const API_VERSION: Record<string, string> = { Ingress: 'networking.k8s.io/v1', IngressClass: 'networking.k8s.io/v1', Service: 'v1' }

/** Of events.k8s.io/v1, held to in core/v1 too. */
const MAX_MESSAGE = 1024
/** Who has more to repair reads it in the dashboard. */
const MAX_PER_OBJECT = 10

/** Events about objects of the cluster stand in this namespace, as those of nodes do. */
const CLUSTER_NAMESPACE = 'default'

const camelCase = (code: string): string =>
  code.replace(/_?([A-Z])([A-Z]*)/g, (_, first: string, rest: string) => first + rest.toLowerCase())
const REASONS = new Map<string, string>(DIAGNOSTIC_CODES.map((code) => [code, camelCase(code)]))

/** What a diagnostic is about; undefined where that is none of the kinds whose events people look at. */
function refOf({ source: { origin, kind, namespace, name } }: Diagnostic): KubernetesRef | undefined {
  if (origin) return origin
  return namespace === undefined ? undefined : { kind, namespace, name }
}

function metadataOf(ref: KubernetesRef, { ingresses, ingressClasses, services }: KnownObjects): Metadata | undefined {
  const key = objectKeyOf(ref)
  if (ref.kind === 'Ingress') return ingresses.get(key)?.metadata
  if (ref.kind === 'Service') return services.get(key)?.metadata
  return ref.kind === 'IngressClass' ? ingressClasses?.get(key)?.metadata : undefined
}

const shortened = (message: string): string => (message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 1)}…`)

/**
 * What Events are to say about objects that exist: of each object at most ten, and nothing twice in the same words, since a
 * Secret that is missing hurts each route of its Ingress.
 */
export function problemsOf(diagnostics: readonly Diagnostic[], objects: KnownObjects): Problem[] {
  const problems: Problem[] = []
  const said = new Map<string, Set<string>>()
  for (const diagnostic of diagnostics) {
    const ref = refOf(diagnostic)
    const metadata = ref && metadataOf(ref, objects)
    if (!metadata) continue
    const { uid, name, namespace, resourceVersion } = metadata
    const reason = REASONS.get(diagnostic.code)!
    const message = shortened(diagnostic.message)
    const ofObject = said.get(uid) ?? new Set()
    said.set(uid, ofObject)
    const words = `${reason} ${message}`
    if (ofObject.has(words) || ofObject.size === MAX_PER_OBJECT) continue
    ofObject.add(words)
    const { source, field = '' } = diagnostic
    problems.push({
      key: [uid, diagnostic.code, source.kind, source.name, field].join('\n'),
      namespace: namespace || CLUSTER_NAMESPACE,
      about: { apiVersion: API_VERSION[ref.kind]!, kind: ref.kind, ...(namespace && { namespace }), name, uid, resourceVersion },
      reason,
      message,
    })
  }
  return problems
}
