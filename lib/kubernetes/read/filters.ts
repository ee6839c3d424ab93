import type { CredentialType } from '#lib/model/credential.ts'
import { ANSWERING, type Filter } from '#lib/model/filter.ts'
import type { Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import type { Problem, Texts } from '../annotations/apply.ts'
import { PREFIX } from '../annotations/definition.ts'
import { ANNOTATED_TYPES, type AnnotatedFilter, type IngressFilters } from '../annotations/filter-schemas.ts'
import { FILTER_ANNOTATIONS } from '../annotations/filter.ts'
import type { ObjectKey, SecretState } from '../objects.ts'
import { finding } from './finding.ts'
import { readSecret } from './secret.ts'
import { consumersOf, usersOf, type UsersUse } from './users.ts'

/** What filters of an Ingress are read with. */
export type FilterScene = {
  namespace: string
  source: SourceRef
  secrets: ReadonlyMap<ObjectKey, SecretState>
  diagnostics: Diagnostic[]
  /** The field of the annotation that asks for filters of a type. */
  fieldOf(type: string): string
  /** The service of ours for `name:port`. @param result what comes of it where there is none */
  resolve(backend: string, field: string, result: string): string
}

const ANNOTATIONS = new Map(FILTER_ANNOTATIONS.map(({ path, name }) => [path[0]!, name]))
/** The field of our own annotation for filters of a type. */
export const fieldOf = (type: string): string => `metadata.annotations.${PREFIX}${ANNOTATIONS.get(type)}`

/** Without these, requests would pass that somebody wanted to be refused. */
const PROTECTING = ['ipRestriction', 'basicAuth', 'keyAuth', 'externalAuth'] as const satisfies (keyof IngressFilters)[]

const CLOSED: Filter = { type: 'ipRestriction', allow: [], deny: ['0.0.0.0/0', '::/0'], statusCode: 503 }

/**
 * Whether the paths are closed: where something is refused of annotations that protect, who may pass is not known.
 * @param problems those of the annotations
 * @returns the problems, with what comes of them
 */
export function closing(
  given: IngressFilters | null,
  own: Texts,
  defaults: Texts,
  problems: readonly Problem[],
): { isClosed: boolean; problems: Problem[] } {
  const names = PROTECTING.map((type) => ANNOTATIONS.get(type)!)
  const isLost = (type: (typeof PROTECTING)[number], name: string) => (own[name] ?? defaults[name]) !== undefined && given?.[type] === undefined
  const isRefused = ({ name }: Problem) => names.includes(name)
  const told = ({ reason, ...problem }: Problem): Problem => ({ ...problem, reason: `${reason}; requests get 503 until it is mended` })
  return {
    isClosed: problems.some(isRefused) || PROTECTING.some((type, place) => isLost(type, names[place]!)),
    problems: problems.map((problem) => (isRefused(problem) ? told(problem) : problem)),
  }
}

/** Whether a filter answers in place of the path's backend. */
export const answersItself = (given: IngressFilters | null): boolean =>
  [...ANSWERING].some((type) => (given?.[type as keyof IngressFilters]?.length ?? 0) > 0)

/** The consumers that the users of a Secret are. Where it cannot be read nobody passes, which is said. */
function usersIn(secret: string, type: CredentialType, { namespace, source, secrets, diagnostics, ...scene }: FilterScene): string[] {
  const key = `${namespace}/${secret}`
  const field = scene.fieldOf(type)
  const found = readSecret(secrets.get(key), { source, field, namespace, name: secret }, (one) => usersOf(one, type))
  if (found === null || 'code' in found) {
    if (found) diagnostics.push({ ...found, message: `${found.message}; nobody passes` })
    return consumersOf(key, [])
  }
  for (const reason of found.refused) {
    const message = `The Secret ${key} can be used in part: ${reason}`
    diagnostics.push(finding(source, 'SECRET_INVALID', field, message, { name: secret, namespace, reason }))
  }
  return consumersOf(key, found.users)
}

function readFilter(given: AnnotatedFilter, scene: FilterScene, users: UsersUse[]): Filter {
  const service = (backend: string, result: string) => scene.resolve(backend, scene.fieldOf(given.type), result)
  switch (given.type) {
    case 'mirror':
      return { ...given, service: service(given.service, 'nothing is mirrored') }
    case 'defaultBackend':
      return { ...given, service: service(given.service, 'there is no default backend') }
    case 'errorPages':
      return given.service === undefined ? given : { ...given, service: service(given.service, 'answers go on as they are') }
    case 'basicAuth':
    case 'keyAuth': {
      const { secret, ...rest } = given
      users.push({ key: `${scene.namespace}/${secret}`, type: given.type })
      return { ...rest, consumers: usersIn(secret, given.type, scene) }
    }
    default:
      return given
  }
}

/** The filters that annotations of an Ingress ask for, in the order in which they run, and the Secrets whose users may pass. */
export function readFilters(given: IngressFilters | null, isClosed: boolean, scene: FilterScene): { filters: Filter[]; users: UsersUse[] } {
  const users: UsersUse[] = []
  const filters = ANNOTATED_TYPES.flatMap((type) => (given?.[type] ?? []).map((one) => readFilter(one, scene, users)))
  return { filters: isClosed ? [CLOSED, ...filters] : filters, users }
}
