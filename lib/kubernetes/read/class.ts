import type { Diagnostic } from '#lib/model/routing-config.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import type { ObjectKey, V1Ingress, V1IngressClass } from '../objects.ts'
import { finding, sourceOf } from './finding.ts'

/** The value of `spec.controller` of the IngressClasses that are ours. */
export const CONTROLLER = 'sluice.dev/ingress-controller'
/** Controllers whose classes a workspace of the dialect `nginx` takes over (ingress-nginx `--controller-class`). */
const NGINX_CONTROLLER = /^k8s\.io\/[a-z0-9-]*nginx[a-z0-9-]*$/
const LEGACY_CLASS = 'kubernetes.io/ingress.class'
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class'

/** What is known of the IngressClass that a workspace serves; `unreadable`: the account may not read any. */
export type ServedClass =
  | { name: string; state: 'ours'; ingressClass: V1IngressClass; isDefault: boolean }
  | { name: string; state: 'foreign' | 'absent' | 'unreadable' }

/** Finds the class that a workspace serves among those of the cluster. */
export function servedClass(classes: ReadonlyMap<ObjectKey, V1IngressClass> | null, name: string, dialect: ClusterDialect): ServedClass {
  if (classes === null) return { name, state: 'unreadable' }
  const ingressClass = classes.get(name)
  if (!ingressClass) return { name, state: 'absent' }
  const controller = ingressClass.spec?.controller ?? ''
  if (controller !== CONTROLLER && !(dialect === 'nginx' && NGINX_CONTROLLER.test(controller))) return { name, state: 'foreign' }
  return { name, state: 'ours', ingressClass, isDefault: ingressClass.metadata.annotations?.[DEFAULT_CLASS] === 'true' }
}

/**
 * Whether an Ingress is of the served class: by its field, else by the annotation that was before it, else, where it has
 * neither, because the class is marked as the default. A class that another controller has taken is never ours.
 */
export function isOurs({ metadata, spec }: V1Ingress, served: ServedClass): boolean {
  if (served.state === 'foreign') return false
  const named = spec?.ingressClassName ?? metadata.annotations?.[LEGACY_CLASS]
  return named === undefined ? served.state === 'ours' && served.isDefault : named === served.name
}

export type Keyed = { key: ObjectKey; ingress: V1Ingress }

/** The Ingresses that are ours, in the order of their keys. */
export function ownIngresses(ingresses: ReadonlyMap<ObjectKey, V1Ingress>, served: ServedClass): Keyed[] {
  const ours: Keyed[] = []
  for (const [key, ingress] of ingresses) if (isOurs(ingress, served)) ours.push({ key, ingress })
  return ours.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Ingresses may name a class by its field that is not there; they are served all the same. */
export function classFindings(workspace: string, served: ServedClass, ours: readonly V1Ingress[]): Diagnostic[] {
  if (served.state !== 'absent' || !ours.some(({ spec }) => spec?.ingressClassName !== undefined)) return []
  const source = sourceOf(workspace, { kind: 'IngressClass', namespace: '', name: served.name })
  const message = `There is no IngressClass "${served.name}"; the Ingresses that name it are served. Create it with the controller ${CONTROLLER}`
  return [finding(source, 'CLASS_NOT_FOUND', undefined, message, { name: served.name, controller: CONTROLLER })]
}
