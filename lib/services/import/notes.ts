import { problemOf, type Problem } from '#lib/kubernetes/convert/change.ts'
import type { ConvertedObject } from '#lib/kubernetes/convert/manifests.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { backendsOf, ingressSpecOf } from './ingress-shape.ts'

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
/** Annotations that change what a controller does with an Ingress, by what their names begin with. */
const CONTROLLERS = /^(nginx\.ingress\.kubernetes\.io|nginx\.org|nginx\.com|konghq\.com|configuration\.konghq\.com|pipy\.ingress\.kubernetes\.io|haproxy\.org|haproxy-ingress\.github\.io|traefik\.ingress\.kubernetes\.io|ingress\.kubernetes\.io|alb\.ingress\.kubernetes\.io|higress\.io|k8s\.apisix\.apache\.org)\//

const fieldsOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
const annotationsOf = ({ object }: ConvertedObject) => fieldsOf(fieldsOf(object.metadata).annotations)

/** The lines of a text by the words that stand on them, from 1, in their order. */
export type Words = ReadonlyMap<string, readonly number[]>

export function wordsOf(text: string): Words {
  const words = new Map<string, number[]>()
  text.split('\n').forEach((line, index) => {
    for (const word of line.split(/[\s:,{}"']+/)) {
      const lines = words.get(word)
      if (!lines) words.set(word, [index + 1])
      else if (lines.at(-1) !== index + 1) lines.push(index + 1)
    }
  })
  return words
}

/** The line of an object on which a word first stands; that of the object where it does not. */
function lineWith(words: Words, { line }: ConvertedObject, text: string): number {
  const lines = words.get(text) ?? []
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (lines[middle]! < line) low = middle + 1
    else high = middle
  }
  return lines[low] ?? line
}

/** What the annotations of other controllers ask for, which Sluice does not do. */
export function foreignAnnotations(words: Words, one: ConvertedObject): Problem[] {
  const foreign = Object.keys(annotationsOf(one)).filter((name) => CONTROLLERS.test(name))
  return foreign.map((name) => problemOf('FOREIGN_ANNOTATION', `metadata.annotations["${name}"]`, { line: lineWith(words, one, name), column: 1 }, { name }))
}

/** An Ingress of a class that the workspace leaves alone. @param served the class of the workspace */
export function otherClass(words: Words, one: ConvertedObject, served: string): Problem[] {
  const named = fieldsOf(one.object.spec).ingressClassName ?? annotationsOf(one)[CLASS_ANNOTATION]
  if (named === undefined || named === served) return []
  const value = String(named)
  return [problemOf('CLASS_NOT_SERVED', 'spec.ingressClassName', { line: lineWith(words, one, value), column: 1 }, { value, served })]
}

/**
 * Names of ports of Services that are not in the text: which number they have, nobody can say.
 * @param assumed the keys of those Services
 */
export function unknownPorts(words: Words, one: ConvertedObject, assumed: ReadonlySet<string>): Problem[] {
  const backends = backendsOf(ingressSpecOf(one.object.spec))
  const asked = backends.flatMap((backend) => {
    const { name, port } = backend.service ?? {}
    return name !== undefined && port?.name !== undefined && assumed.has(`${one.namespace}/${name}`) ? [{ name, port: port.name }] : []
  })
  const each = new Map(asked.map((params) => [`${params.name}:${params.port}`, params]))
  return [...each.values()].map((params) => problemOf('PORT_UNKNOWN', 'spec', { line: lineWith(words, one, params.port), column: 1 }, params))
}

/** What reading says again of ports that `unknownPorts` has named. */
export const isSaidAlready = (assumed: ReadonlySet<string>) => ({ code, params }: Diagnostic): boolean =>
  code === 'BACKEND_PORT_NOT_FOUND' && assumed.has(`${params.namespace}/${params.name}`)
