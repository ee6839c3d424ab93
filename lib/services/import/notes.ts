import { problemOf, type Problem } from '#lib/kubernetes/convert/change.ts'
import type { ConvertedObject } from '#lib/kubernetes/convert/manifests.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { backendsOf, ingressSpecOf } from './ingress-shape.ts'

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
/** Annotations that change what a controller does with an Ingress, by what their names begin with. */
const CONTROLLERS = /^(nginx\.ingress\.kubernetes\.io|nginx\.org|nginx\.com|konghq\.com|configuration\.konghq\.com|pipy\.ingress\.kubernetes\.io|haproxy\.org|haproxy-ingress\.github\.io|traefik\.ingress\.kubernetes\.io|ingress\.kubernetes\.io|alb\.ingress\.kubernetes\.io|higress\.io|k8s\.apisix\.apache\.org)\//

const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
const annotationsOf = ({ object }: ConvertedObject) => fieldsOf(fieldsOf(object.metadata).annotations)

/** The line of an object on which a word first stands; that of the object where it does not. */
function lineWith(lines: readonly string[], { line }: ConvertedObject, text: string): number {
  const word = new RegExp(`(^|[\\s:{,"'])${text.replace(/[^\w]/g, '\\$&')}($|[\\s:,}"'])`)
  const found = lines.findIndex((one, index) => index >= line - 1 && word.test(one))
  return found === -1 ? line : found + 1
}

/** What the annotations of other controllers ask for, which Sluice does not do. */
export function foreignAnnotations(lines: readonly string[], one: ConvertedObject): Problem[] {
  const foreign = Object.keys(annotationsOf(one)).filter((name) => CONTROLLERS.test(name))
  return foreign.map((name) => problemOf('FOREIGN_ANNOTATION', `metadata.annotations["${name}"]`, { line: lineWith(lines, one, name), column: 1 }, { name }))
}

/** An Ingress of a class that the workspace leaves alone. @param served the class of the workspace */
export function otherClass(lines: readonly string[], one: ConvertedObject, served: string): Problem[] {
  const named = fieldsOf(one.object.spec).ingressClassName ?? annotationsOf(one)[CLASS_ANNOTATION]
  if (named === undefined || named === served) return []
  const value = String(named)
  return [problemOf('CLASS_NOT_SERVED', 'spec.ingressClassName', { line: lineWith(lines, one, value), column: 1 }, { value, served })]
}

/**
 * Names of ports of Services that are not in the text: which number they have, nobody can say.
 * @param assumed the keys of those Services
 */
export function unknownPorts(lines: readonly string[], one: ConvertedObject, assumed: ReadonlySet<string>): Problem[] {
  const backends = backendsOf(ingressSpecOf(one.object.spec))
  const asked = backends.flatMap((backend) => {
    const { name, port } = backend.service ?? {}
    return name !== undefined && port?.name !== undefined && assumed.has(`${one.namespace}/${name}`) ? [{ name, port: port.name }] : []
  })
  const each = new Map(asked.map((params) => [`${params.name}:${params.port}`, params]))
  return [...each.values()].map((params) => problemOf('PORT_UNKNOWN', 'spec', { line: lineWith(lines, one, params.port), column: 1 }, params))
}

/** What reading says again of ports that `unknownPorts` has named. */
export const isSaidAlready = (assumed: ReadonlySet<string>) => ({ code, params }: Diagnostic): boolean =>
  code === 'BACKEND_PORT_NOT_FOUND' && assumed.has(`${params.namespace}/${params.name}`)
