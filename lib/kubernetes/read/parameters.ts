import type { Diagnostic } from '#lib/model/routing-config.ts'
import { PARTS, PREFIX, type Part } from '../annotations/definition.ts'
import { readPart, type Problem, type Texts } from '../annotations/apply.ts'
import { isKnown, nearestKnown } from '../annotations/known.ts'
import type { ClusterObjects, ObjectKey } from '../objects.ts'
import { annotationFinding } from './annotation-finding.ts'
import type { ServedClass } from './class.ts'
import { finding, sourceOf } from './finding.ts'

/** Values of annotations that hold for all objects of the class that say nothing themselves. */
export type Parameters = { texts: Texts; diagnostics: Diagnostic[]; wanted: ObjectKey | null }

const NONE: Texts = {}

/** As where a class has none. */
export const NO_PARAMETERS: Parameters = { texts: NONE, diagnostics: [], wanted: null }

const problemsOf = (texts: Texts): Problem[] => {
  const refused = (Object.keys(PARTS) as Part[]).flatMap((part) => readPart(part, texts).problems)
  const unknown = Object.keys(texts).filter((name) => !isKnown('Ingress', name) && !isKnown('Service', name))
  return [
    ...refused,
    ...unknown.map((name): Problem => {
      const nearest = nearestKnown('Ingress', name)
      return { name, nearest, reason: `There is no annotation ${PREFIX}${name}; did you mean "${nearest}"?` }
    }),
  ]
}

/** Reads what the parameters of our IngressClass refer to: a ConfigMap whose keys are our annotations, without the prefix. */
export function readParameters(workspace: string, served: ServedClass, configMaps: ClusterObjects['configMaps']): Parameters {
  if (served.state !== 'ours' || !served.ingressClass.spec.parameters) return { texts: NONE, diagnostics: [], wanted: null }
  const { apiGroup, kind, name, namespace } = served.ingressClass.spec.parameters
  const lost = (field: string, reason: string, wanted: ObjectKey | null): Parameters => {
    const source = sourceOf(workspace, { kind: 'IngressClass', namespace: '', name: served.name })
    const message = `The parameters of this class do not hold: ${reason}`
    return { texts: NONE, diagnostics: [finding(source, 'CLASS_PARAMETERS_NOT_FOUND', `spec.parameters.${field}`, message, { name, reason })], wanted }
  }
  if (apiGroup || kind !== 'ConfigMap') return lost('kind', `they must be a ConfigMap, not ${apiGroup ? `${kind}.${apiGroup}` : kind}`, null)
  if (!namespace) return lost('namespace', 'the namespace of the ConfigMap must be named, with the scope Namespace', null)
  const wanted = `${namespace}/${name}`
  const found = configMaps.get(wanted)
  if (found === undefined) return { texts: NONE, diagnostics: [], wanted }
  if (found === 'absent') return lost('name', `there is no ConfigMap ${wanted}`, wanted)
  if (found === 'forbidden') return lost('name', `the account of this workspace may not read the ConfigMap ${wanted}`, wanted)
  const texts = found.data ?? NONE
  const source = sourceOf(workspace, { kind: 'ConfigMap', namespace, name })
  const diagnostics = problemsOf(texts).map((problem) => annotationFinding(source, problem, 'data.'))
  return { texts, diagnostics, wanted }
}
