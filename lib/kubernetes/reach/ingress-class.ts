import type { ClusterObjects, V1Ingress } from '../objects.ts'
import { CONTROLLER, isOurs, type ServedClass } from '../read/class.ts'
import type { ReachFinding } from './finding.ts'

const LEGACY_CLASS = 'kubernetes.io/ingress.class'

/** The class that an Ingress names, by its field or the annotation before it; null: none. */
export const classNamed = ({ metadata, spec }: V1Ingress): string | null => spec.ingressClassName ?? metadata.annotations?.[LEGACY_CLASS] ?? null

/** The controller that an IngressClass names; null: there is no such class, or none may be read. */
export const controllerOf = (classes: ClusterObjects['ingressClasses'], name: string | null): string | null =>
  (name === null ? undefined : classes?.get(name)?.spec.controller) ?? null

/** Why an Ingress is not served here, or what is wrong with its class although it is; null: nothing. */
export function classFinding(ingress: V1Ingress, served: ServedClass, classes: ClusterObjects['ingressClasses']): ReachFinding | null {
  const named = classNamed(ingress)
  const controller = controllerOf(classes, named)
  const params = { class: named ?? '', served: served.name, controller: controller ?? '', ours: CONTROLLER }
  const isAbsent = named !== null && classes !== null && !classes.has(named)
  // The annotation has always gone without a class of that name.
  if (isOurs(ingress, served)) return isAbsent && ingress.spec.ingressClassName !== undefined ? { code: 'CLASS_NOT_FOUND', effect: 'note', params } : null
  if (named === null) return { code: 'CLASS_NOT_NAMED', effect: 'unreachable', params }
  if (isAbsent) return { code: 'CLASS_NOT_FOUND', effect: 'unreachable', params }
  return { code: controller === null || controller === CONTROLLER ? 'CLASS_NOT_SERVED' : 'CLASS_OF_ANOTHER', effect: 'unreachable', params }
}
