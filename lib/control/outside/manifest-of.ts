import { cleanManifest } from '#lib/kubernetes/write/show/clean.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { Compact } from './seen-edits.ts'

const API_VERSIONS: Record<string, string> = { Ingress: 'networking.k8s.io/v1', Service: 'v1', Secret: 'v1' }

/** What is kept in memory of a V1Service; everything else of it is not known from there. */
const SERVICE_FIELDS = ['type', 'clusterIP', 'externalName', 'externalIPs', 'selector', 'ports']

type Fields = Record<string, unknown>

const texts = (name: string, values: Record<string, string> | undefined) => (values && Object.keys(values).length > 0 ? { [name]: values } : {})

/** Of an Ingress all of `spec` is kept; of a Service what is not stays as in `whole`. */
function specOf(kind: string, compact: Fields, whole: Fields | undefined): Fields {
  if (kind !== 'Service' || !whole) return compact
  const others = Object.entries(whole).filter(([field]) => !SERVICE_FIELDS.includes(field))
  return { ...Object.fromEntries(others), ...compact }
}

/**
 * A Kubernetes object from what is kept of it in memory. To keep more of ten thousand objects for the rare edit from outside
 * would cost as much as all the rest: what is not kept is taken from `whole`, as if no edit had touched it.
 * @param whole the object as it is now; null where it is gone
 */
export function manifestOf({ kind, namespace, name }: KubernetesRef, compact: Compact, whole: RawObject | null): RawObject {
  const { metadata, status: _, spec, ...others } = compact as Compact & { status?: unknown; spec?: Fields }
  // Of a Secret only a few annotations are kept.
  const annotations = kind === 'Secret' && whole ? whole.metadata.annotations : metadata.annotations
  return cleanManifest({
    apiVersion: API_VERSIONS[kind]!,
    kind,
    metadata: { name, namespace, ...texts('labels', metadata.labels), ...texts('annotations', annotations) },
    ...(spec ? { spec: specOf(kind, spec, whole?.spec as Fields | undefined) } : {}),
    ...others,
  })
}
