import type { V1Ingress } from '../../objects.ts'
import type { World } from '../../write/types.ts'
import { isCanary } from '../texts.ts'

const CANARIES = new WeakMap<World['objects']['ingresses'], V1Ingress[]>()

/** Of a large cluster, to be found once for each plan. */
function canariesIn(ingresses: World['objects']['ingresses']): V1Ingress[] {
  const known = CANARIES.get(ingresses) ?? [...ingresses.values()].filter(({ metadata }) => isCanary(metadata.annotations))
  CANARIES.set(ingresses, known)
  return known
}

/** The canary Ingresses beside some Ingresses: what these are read as depends on them, too. None in another dialect. */
export function companionsOf({ workspace, objects }: Pick<World, 'workspace' | 'objects'>, ingresses: readonly V1Ingress[]): V1Ingress[] {
  if (workspace.dialect !== 'nginx' || ingresses.length === 0) return []
  const hosts = new Set(ingresses.flatMap(({ metadata, spec }) => [...(spec.rules ?? []).map(({ host = '' }) => `${metadata.namespace} ${host}`), `${metadata.namespace} `]))
  const names = new Set(ingresses.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`))
  return canariesIn(objects.ingresses).filter(({ metadata, spec }) => {
    if (names.has(`${metadata.namespace}/${metadata.name}`)) return false
    return spec.defaultBackend !== undefined || (spec.rules ?? []).some(({ host = '' }) => hosts.has(`${metadata.namespace} ${host}`))
  })
}
