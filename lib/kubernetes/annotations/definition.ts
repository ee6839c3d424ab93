import { z } from 'zod'
import { Canary } from '#lib/model/canary.ts'
import { Route } from '#lib/model/route.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { readYaml } from '../convert/parse-yaml.ts'
import { IngressFilters } from './filter-schemas.ts'
import { BackendName, ObjectName } from './references.ts'
import { TargetWeights } from './target-weights.ts'

/** What all annotations of ours begin with. */
export const PREFIX = 'sluice.dev/'

/** How the rules of an Ingress are read, beside the fields of its routes. */
const IngressReading = z.strictObject({
  pathType: z.enum(['regex', 'startsWith']).optional(),
  useRegex: z.boolean().default(false),
  canaryService: BackendName.optional(),
})

/** What of a V1Service is read, beside the fields of its services and upstreams. */
const ServiceReading = z.strictObject({
  serviceUpstream: z.boolean().default(false),
  caCertificates: ObjectName.optional(),
  clientCertificate: ObjectName.optional(),
  targetWeights: TargetWeights.default({}),
})

/**
 * The objects that annotations fill, each with its schema and what it holds without any. The required fields stand for those
 * that are read from the Kubernetes object itself.
 */
export const PARTS = {
  route: { on: 'Ingress', schema: Route, base: { name: 'route', service: 'service', paths: [{ type: 'prefix', value: '/' }] } },
  ingress: { on: 'Ingress', schema: IngressReading, base: {} },
  filters: { on: 'Ingress', schema: IngressFilters, base: {} },
  canary: { on: 'Ingress', schema: Canary, base: { name: 'canary', route: 'route', service: 'service' } },
  service: { on: 'Service', schema: Service, base: { name: 'service', upstream: 'upstream' } },
  upstream: { on: 'Service', schema: Upstream, base: { name: 'upstream' } },
  v1Service: { on: 'Service', schema: ServiceReading, base: {} },
} as const satisfies Record<string, { on: 'Ingress' | 'Service'; schema: z.ZodType; base: object }>

export type Part = keyof typeof PARTS
export type PartValue<P extends Part> = z.infer<(typeof PARTS)[P]['schema']>

const WORDS = /^[\w.*][\w.*, -]*$/
const isWords = (text: string) => WORDS.test(text)

const FORMS = {
  /** As it stands. */
  text: (text: string): unknown => text,
  /** YAML 1.2: numbers, booleans and structures. */
  yaml: (text: string): unknown => readYaml(text),
  /** A YAML list, or words with commas between them. */
  list(text: string): unknown {
    const value = isWords(text) ? text : readYaml(text, { schema: 'failsafe' })
    return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value
  },
  /** A YAML map of lists; one value may stand for a list of one. */
  lists(text: string): unknown {
    const value = readYaml(text, { schema: 'failsafe' })
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeof one === 'string' ? [one] : one]))
  },
}

/** One annotation: what it sets, and how its text is read. The documentation is made of the same. */
export type Definition = {
  /** Without the prefix. */
  readonly name: string
  readonly part: Part
  /** The field that it sets. */
  readonly path: readonly string[]
  /** The field of ours that comes of it, where that is not the same. */
  readonly field?: string
  readonly form: keyof typeof FORMS
  /** The only field of what stands there, which the text does not name. */
  readonly only?: string
  /** Makes the field's value of what was read; of a list with one item, the text need not be a list. */
  readonly shape?: (value: unknown) => unknown
  /** For people: the values that it takes. */
  readonly values: string
  readonly example: string
}

/** Reads the text of an annotation, before it meets its schema; throws what YAML says of it. */
export function readText({ form, shape }: Definition, text: string): unknown {
  const value = FORMS[form](text)
  return shape ? shape(value) : value
}

// Far more than anybody needs; YAML takes some microseconds a character, and whoever may write an Ingress must not cost more.
const LONGEST = 16_384
const LONGEST_YAML = 4096

const isYaml = ({ form }: Definition, text: string) => form === 'yaml' || form === 'lists' || (form === 'list' && !isWords(text))

/**
 * Those of the definitions whose texts are too long to be read, with the reason.
 * @param texts all of one object, by the annotations' names: their YAML counts together, in the order of the definitions
 */
export function tooLong(definitions: readonly Definition[], texts: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>()
  let yaml = 0
  for (const definition of definitions) {
    const { name } = definition
    const text = texts[name]
    if (text === undefined || reasons.has(name)) continue
    if (text.length > LONGEST) reasons.set(name, `Has ${text.length} characters; at most ${LONGEST} are read`)
    else if (isYaml(definition, text) && (yaml += text.length) > LONGEST_YAML) {
      reasons.set(name, `Has ${text.length} characters; all YAML in the annotations of one object may have ${LONGEST_YAML} together`)
      yaml -= text.length
    }
  }
  return reasons
}

/** Definitions of one part: the annotation, how it is read, the field that it sets (dotted), its values and an example. */
export const define =
  (part: Part) =>
  (name: string, form: Definition['form'], path: string, values: string, example: string, more: Pick<Definition, 'field' | 'only' | 'shape'> = {}): Definition => ({
    name,
    part,
    path: path.split('.'),
    form,
    values,
    example,
    ...more,
  })
