import { isDeepStrictEqual } from 'node:util'
import type { Target, Upstream } from '#lib/model/upstream.ts'
import type { Service } from '#lib/model/service.ts'
import { ownTexts, type Texts } from '../../annotations/apply.ts'
import { PREFIX, type Definition } from '../../annotations/definition.ts'
import { SERVICE_ANNOTATIONS } from '../../annotations/service.ts'
import { weightKey, weightOf, type TargetWeights } from '../../annotations/target-weights.ts'
import { TLS_ANNOTATIONS } from '../../annotations/tls.ts'
import { UPSTREAM_ANNOTATIONS } from '../../annotations/upstream.ts'
import { authoritiesOf } from '../../read/secret.ts'
import { textOf } from '../sluice/annotation-text.ts'
import { fitTexts, type Fitted } from '../sluice/fit.ts'
import type { PortReading, ReadingContext } from './port-reading.ts'
import type { WriteIssue } from '../types.ts'

/** What a port shall be read as, where annotations have a say in it. `upstream` null: a host outside. `gone`: targets that it had. */
export type Aim = { port: number; service: Service; upstream: Upstream | null; usesClusterIp: boolean; gone: readonly Target[] }

/** What is read of the ports that are aimed at, by port. */
type Readings = ReadonlyMap<number, PortReading>

type Field = Fitted<Readings> & { path: WriteIssue['path']; kind: 'services' | 'upstreams'; isKeptBy(aim: Aim, reading: PortReading): boolean }

const DEFINITIONS = [...SERVICE_ANNOTATIONS, ...TLS_ANNOTATIONS, ...UPSTREAM_ANNOTATIONS]
const definitionOf = (name: string): Definition => DEFINITIONS.find((definition) => definition.name === name)!

const valueAt = (object: object | null, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, field) => (inner as Record<string, unknown> | null | undefined)?.[field], object)

/** The weights that make targets weigh what they shall: of what stands there, all that is right or of somebody else stays. */
function weightsFor(known: TargetWeights, aims: readonly Aim[]): TargetWeights {
  const weights = { ...known }
  const wanted = aims.flatMap(({ upstream }) => upstream?.targets ?? [])
  for (const target of aims.flatMap(({ gone }) => gone)) {
    delete weights[weightKey(target)]
    if (!wanted.some(({ host }) => host.toLowerCase() === target.host.toLowerCase())) delete weights[target.host.toLowerCase()]
  }
  for (const target of wanted) {
    if (weightOf(weights, target) === target.weight) continue
    delete weights[weightKey(target)]
    if (weightOf(weights, target) !== target.weight) weights[weightKey(target)] = target.weight
  }
  return weights
}

const weightsField = (aims: readonly Aim[]): Omit<Field, 'isKept'> => ({
  name: 'target-weights',
  kind: 'upstreams',
  path: ['targets'],
  isKeptBy: (aim, { settings: { weights } }) => isDeepStrictEqual(weightsFor(weights, [aim]), weights),
  text(readings) {
    const known = readings.values().next().value!.settings.weights
    const weights = weightsFor(known, aims)
    return Object.keys(weights).length === 0 ? null : textOf(definitionOf('target-weights'), weights)
  },
})

/** The Secret of the namespace that holds these authorities and no others. */
function authoritiesNamed(pem: string | undefined, namespace: string, { secrets }: ReadingContext): string | null {
  for (const secret of pem === undefined ? [] : secrets.values()) {
    if (typeof secret === 'string' || secret.metadata.namespace !== namespace) continue
    const found = authoritiesOf(secret)
    if ('value' in found && found.value === pem) return secret.metadata.name
  }
  return null
}

const nameOf = (certificate: string | undefined, namespace: string): string | null =>
  certificate?.startsWith(`${namespace}.`) ? certificate.slice(namespace.length + 1) : null

function fieldsFor(aims: readonly Aim[], namespace: string, context: ReadingContext): Omit<Field, 'isKept'>[] {
  const [{ service, upstream, usesClusterIp }] = aims as [Aim]
  const ofPart = DEFINITIONS.filter(({ part }) => part === 'service' || (part === 'upstream' && upstream !== null)).map((definition) => {
    const { name, part, path } = definition
    const kind = part === 'service' ? ('services' as const) : ('upstreams' as const)
    const of = ({ service: one, upstream: other }: Pick<Aim, 'service' | 'upstream'>) => valueAt(part === 'service' ? one : other, path)
    return {
      name,
      kind,
      path: [...path],
      isKeptBy: (aim: Aim, { settings }: PortReading) => isDeepStrictEqual(of(settings), of(aim)),
      text: () => textOf(definition, of({ service, upstream })),
    }
  })
  return [
    ...ofPart,
    {
      name: 'ca-certificates',
      kind: 'services',
      path: ['caCertificates'],
      isKeptBy: (aim, { service: read }) => read.caCertificates === aim.service.caCertificates,
      text: () => authoritiesNamed(service.caCertificates, namespace, context),
    },
    {
      name: 'client-certificate',
      kind: 'services',
      path: ['clientCertificate'],
      isKeptBy: (aim, { service: read }) => read.clientCertificate === aim.service.clientCertificate,
      text: () => nameOf(service.clientCertificate, namespace),
    },
    {
      name: 'service-upstream',
      kind: 'upstreams',
      path: ['targets'],
      isKeptBy: (aim, { settings }) => settings.usesClusterIp === aim.usesClusterIp,
      text: () => textOf(definitionOf('service-upstream'), usesClusterIp),
    },
    ...(upstream ? [weightsField(aims), asUpstream(upstream)] : []),
  ]
}

/** An ExternalName is an upstream as soon as an annotation is about one. */
const asUpstream = (upstream: Upstream): Omit<Field, 'isKept'> => ({
  name: 'algorithm',
  kind: 'upstreams',
  path: [],
  isKeptBy: (_, { upstream: read }) => read !== null,
  text: () => upstream.algorithm,
})

const OF_UPSTREAM = new Set(UPSTREAM_ANNOTATIONS.filter(({ part, name }) => part === 'upstream' || name === 'target-weights').map(({ name }) => name))

const withoutUpstream = (texts: Texts): Texts => Object.fromEntries(Object.entries(texts).filter(([name]) => !OF_UPSTREAM.has(name)))

/** What could not be said: the field, and the port whose object asks for it. */
export type Unsaid = { port: number; kind: Field['kind']; path: WriteIssue['path'] }

/**
 * The annotations of a V1Service with which its ports are read as they shall be; what is read so already stays letter by letter.
 * @param read what ports are read as with these texts
 */
export function fitAnnotations(
  annotations: Record<string, string>,
  aims: readonly Aim[],
  read: (annotations: Record<string, string>, port: number) => PortReading,
  { namespace, context }: { namespace: string; context: ReadingContext },
): { annotations: Record<string, string>; unsaid: Unsaid[] } {
  const isGone = (key: string, texts: Texts) => key.startsWith(PREFIX) && texts[key.slice(PREFIX.length)] === undefined
  const merged = (texts: Texts): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(annotations).filter(([key]) => !isGone(key, texts))),
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${PREFIX}${name}`, text])),
  })
  const readAll = (texts: Texts): Readings => new Map(aims.map(({ port }) => [port, read(merged(texts), port)]))
  const own = ownTexts(annotations)
  const becomesHost = aims.some(({ port, upstream }) => upstream === null && read(annotations, port).upstream !== null)
  const start = becomesHost ? withoutUpstream(own) : own
  const fields = fieldsFor(aims, namespace, context).map((field): Field => ({
    ...field,
    isKept: (readings) => aims.every((aim) => field.isKeptBy(aim, readings.get(aim.port)!)),
  }))
  const { texts, left, read: readings } = fitTexts(start, fields, readAll)
  const unsaid = left.flatMap(({ kind, path, isKeptBy }) =>
    aims.filter((aim) => !isKeptBy(aim, readings.get(aim.port)!)).map(({ port }): Unsaid => ({ port, kind, path })),
  )
  const outside = aims.filter(({ port, upstream }) => upstream === null && readings.get(port)!.upstream !== null)
  return { annotations: merged(texts), unsaid: [...unsaid, ...outside.map(({ port }): Unsaid => ({ port, kind: 'services', path: ['host'] }))] }
}
