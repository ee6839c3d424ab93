import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { resolveBackend } from '#lib/kubernetes/read/backend.ts'
import { certificateName } from '#lib/kubernetes/read/names.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { WholeReading } from './cluster-view.ts'
import { objectKey } from './refusals.ts'

/** Keys of the services and certificates of ours that an Ingress leads to or shows. */
function* namedBy({ metadata: { namespace }, spec }: V1Ingress, { services }: WholeReading['objects']): Generator<string> {
  const backends = [spec.defaultBackend, ...(spec.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))]
  for (const backend of backends) if (backend?.service) yield objectKey({ kind: 'services', name: resolveBackend(namespace, backend, services).name })
  for (const { secretName } of spec.tls ?? []) if (secretName) yield objectKey({ kind: 'certificates', name: certificateName(`${namespace}/${secretName}`) })
}

/** Ingresses of other classes that name one of the objects: another controller serves them, and loses what it leads to. */
export function strangersNaming({ objects, ours }: Pick<WholeReading, 'objects' | 'ours'>, keys: ReadonlySet<string>): KubernetesRef[] {
  if (![...keys].some((key) => key.startsWith('services/') || key.startsWith('certificates/'))) return []
  const own = new Set(ours)
  return [...objects.ingresses.values()].flatMap((ingress): KubernetesRef[] => {
    if (own.has(ingress) || ![...namedBy(ingress, objects)].some((key) => keys.has(key))) return []
    return [{ kind: 'Ingress', namespace: ingress.metadata.namespace, name: ingress.metadata.name }]
  })
}
