import type { Kind } from '#lib/model/kinds.ts'
import { DEFINITIONS } from '../../annotations/known.ts'
import { PREFIX, type Definition } from '../../annotations/definition.ts'
import { isMap } from '../send/json.ts'
import type { RawObject } from '../types.ts'

export type FieldPath = (string | number)[]

/** A field of ours; of which object, as far as the Kubernetes field tells. */
export type Place = {
  /** The kinds that have it, the likeliest first. */
  kinds: readonly Kind[]
  path: FieldPath
  /** Of an Ingress: the host and path that it stands at; `null`: its default backend. */
  claim?: { host: string; path?: string } | null
  /** Of a V1Service. */
  port?: number
  /** The address of a target. */
  address?: string
  /** Its path stands in a filter of this type. */
  filter?: string
}

type Row = readonly [field: RegExp, kinds: readonly Kind[], path: FieldPath]

const ROUTES = ['routes', 'canaries'] as const
const SERVICES = ['services', 'upstreams'] as const

/** The first row whose expression finds something counts; `[n]` is the n-th item of a list. */
const ROWS: Record<string, readonly Row[]> = {
  Ingress: [
    [/^spec\.rules\[\d+\]\.http\.paths\[\d+\]\.pathType/, ROUTES, ['paths', 0, 'type']],
    [/^spec\.rules\[\d+\]\.http\.paths\[\d+\]\.backend/, ROUTES, ['service']],
    [/^spec\.rules\[\d+\]\.http/, ROUTES, ['paths', 0, 'value']],
    [/^spec\.rules\[\d+\]/, ROUTES, ['hosts', 0]],
    [/^spec\.tls/, ROUTES, ['kubernetes', 'certificate']],
    [/^spec\.(defaultBackend|backend)/, ROUTES, ['service']],
    [/^metadata\.(name|namespace|generateName)/, ROUTES, ['name']],
  ],
  Service: [
    [/^spec\.ports\[\d+\]\.nodePort/, SERVICES, ['kubernetes', 'nodePort']],
    [/^spec\.ports\[\d+\]\.targetPort/, SERVICES, ['kubernetes', 'targetPort']],
    [/^spec\.ports\[\d+\]\.name/, SERVICES, ['kubernetes', 'portName']],
    [/^spec\.ports\[\d+\]\.(appProtocol|protocol)/, SERVICES, ['protocol']],
    [/^spec\.ports/, SERVICES, ['name']],
    [/^spec\.type/, SERVICES, ['kubernetes', 'type']],
    [/^spec\.selector/, SERVICES, ['kubernetes', 'selector']],
    [/^spec\.externalIPs/, SERVICES, ['kubernetes', 'externalIPs']],
    [/^spec\.clusterIP/, SERVICES, ['kubernetes', 'headless']],
    [/^spec\.externalName/, ['upstreams', 'services'], ['targets', 0, 'host']],
    [/^metadata\.(name|namespace|generateName)/, SERVICES, ['name']],
  ],
  EndpointSlice: [
    [/^endpoints/, ['upstreams'], ['targets', 0, 'host']],
    [/^ports/, ['upstreams'], ['targets', 0, 'port']],
    [/^metadata\.(name|namespace|generateName)/, ['upstreams'], ['name']],
    [/^/, ['upstreams'], ['targets']],
  ],
  Secret: [
    [/^data(\[|\.)tls\.key/, ['certificates'], ['key']],
    [/^data(\[|\.)ca\.crt/, ['certificates'], ['clientCertificates', 'ca']],
    [/^data/, ['certificates'], ['cert']],
    [/^metadata\.(name|namespace|generateName)/, ['certificates'], ['name']],
  ],
}

const KINDS_OF: Record<string, readonly Kind[]> = { Ingress: ROUTES, Service: SERVICES, EndpointSlice: ['upstreams'], Secret: ['certificates'] }

const ANNOTATION = /^metadata\.annotations(?:\[|\.)"?([^\]"]+)/

/** Which field of ours an annotation sets, by the table that reads it. */
function placeOfAnnotation({ part, path, field, name }: Definition): Place {
  if (part === 'filters') return { kinds: ['routes'], path: ['filters'], filter: path[0]! }
  if (part === 'canary') return { kinds: ['canaries'], path: [...path] }
  if (part === 'route') return { kinds: ['routes'], path: [...path] }
  if (name === 'path-type') return { kinds: ['routes'], path: ['paths', 0, 'type'] }
  const [kind, ...rest] = field?.split('.') ?? []
  if (kind === 'canaries' || kind === 'services' || kind === 'upstreams') return { kinds: [kind], path: rest }
  return { kinds: part === 'upstream' ? ['upstreams'] : part === 'service' ? ['services'] : ['routes'], path: [...path] }
}

/** A value in an object by a path as Kubernetes writes it: `spec.rules[0].host`. */
function valueAt(object: unknown, field: string): unknown {
  const steps = field.match(/[^.[\]]+/g) ?? []
  return steps.reduce<unknown>((value, step) => (Array.isArray(value) ? value[Number(step)] : isMap(value) ? value[step] : undefined), object)
}

const textAt = (object: unknown, field: string): string | undefined => {
  const value = valueAt(object, field)
  return typeof value === 'string' ? value : undefined
}

/** Which object of ours, by what stands at the field in the Kubernetes object. */
function ownerOf(field: string, after: RawObject): Pick<Place, 'claim' | 'port' | 'address'> {
  if (/^spec\.(defaultBackend|backend)/.test(field)) return { claim: null }
  const [rule] = /^spec\.rules\[\d+\]/.exec(field) ?? []
  if (rule) {
    const [path] = /^spec\.rules\[\d+\]\.http\.paths\[\d+\]/.exec(field) ?? []
    const value = path && textAt(after, `${path}.path`)
    return { claim: { host: textAt(after, `${rule}.host`) ?? '', ...(value === undefined ? {} : { path: value }) } }
  }
  const [tls] = /^spec\.tls\[\d+\]/.exec(field) ?? []
  const host = tls && textAt(after, `${tls}.hosts[0]`)
  if (host) return { claim: { host } }
  const [item] = /^spec\.ports\[\d+\]/.exec(field) ?? []
  const port = item && valueAt(after, `${item}.port`)
  if (typeof port === 'number') return { port }
  const [endpoint] = /^endpoints\[\d+\]/.exec(field) ?? []
  const address = endpoint && textAt(after, `${endpoint}.addresses[0]`)
  return address ? { address } : {}
}

/**
 * Where in an object of ours a field of a Kubernetes object stands.
 *
 * @param field as the API server names it: `spec.rules[0].http.paths[0].path`, `metadata.annotations[sluice.dev/cors]`
 * @param after the Kubernetes object that it is a field of
 */
export function placeOfField(field: string | null, after: RawObject): Place {
  const whole: Place = { kinds: KINDS_OF[after.kind] ?? [], path: [] }
  if (field === null) return whole
  const [, key] = ANNOTATION.exec(field) ?? []
  const definition = key?.startsWith(PREFIX) && DEFINITIONS.find(({ name }) => name === key.slice(PREFIX.length))
  if (definition) return placeOfAnnotation(definition)
  const [, kinds, path] = ROWS[after.kind]?.find(([expression]) => expression.test(field)) ?? []
  if (!kinds) return whole
  const [, index] = /^spec\.externalIPs\[(\d+)\]/.exec(field) ?? []
  return { kinds, path: index === undefined ? [...path!] : [...path!, Number(index)], ...ownerOf(field, after) }
}
