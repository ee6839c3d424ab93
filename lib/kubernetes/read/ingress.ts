import { Canary } from '#lib/model/canary.ts'
import type { RouteInCluster } from '#lib/model/in-cluster.ts'
import { Route } from '#lib/model/route.ts'
import type { Declared, Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import { ownTexts, readPart, unknownTexts, type Problem, type Texts } from '../annotations/apply.ts'
import { DEFINITIONS } from '../annotations/known.ts'
import { PARTS, PREFIX } from '../annotations/definition.ts'
import type { NginxExtras } from '../nginx/extras.ts'
import type { ClusterObjects, IngressBackend, IngressPath, V1Ingress } from '../objects.ts'
import { annotationFinding } from './annotation-finding.ts'
import { resolveBackend, type Backend } from './backend.ts'
import { answersItself, closing, fieldOf, readFilters } from './filters.ts'
import { finding, sourceOf } from './finding.ts'
import { certificateName, routeNames } from './names.ts'
import { readPath, type PathReading } from './path.ts'
import type { UsersUse } from './users.ts'

/** What one Ingress gives, and the backends that it asks for. */
export type IngressRead = {
  routes: Declared<Route>[]
  canaries: Declared<Canary>[]
  backends: Backend[]
  users: UsersUse[]
  diagnostics: Diagnostic[]
  /** Of the dialect `nginx`: what means something together with other Ingresses. */
  nginx?: NginxExtras
}

/** One host and path of an Ingress, with the field of its backend; the default backend has neither. */
export type Place = { host: string; path: IngressPath | null; backend: IngressBackend; field: string }

/** Each host and path, in the order of the rules, then the default backend. A rule without paths leaves its host to that. */
export function placesOf({ spec }: V1Ingress): Place[] {
  const places = (spec.rules ?? []).flatMap(({ host, http }, rule) =>
    (http?.paths ?? []).map((path, place): Place => ({
      host: host?.toLowerCase() ?? '',
      path,
      backend: path.backend,
      field: `spec.rules.${rule}.http.paths.${place}.backend`,
    })),
  )
  return spec.defaultBackend ? [...places, { host: '', path: null, backend: spec.defaultBackend, field: 'spec.defaultBackend' }] : places
}

/** The Secret that `spec.tls` names for a host: by name, by wildcard, or by an entry without hosts. */
function secretFor({ spec }: V1Ingress, host: string): string | undefined {
  const named = (spec.tls ?? []).filter(({ secretName }) => secretName)
  const has = (name: string) => named.find(({ hosts }) => hosts?.some((one) => one.toLowerCase() === name))
  const found = has(host) ?? has(host.replace(/^[^.]+/, '*')) ?? named.find(({ hosts }) => (hosts ?? []).length === 0)
  return found?.secretName
}

/** What only the cluster knows of a route; undefined where that is nothing. */
export function inCluster(ingress: V1Ingress, { host, path }: Place): RouteInCluster | undefined {
  if (path === null) return { defaultBackend: true }
  const secret = secretFor(ingress, host)
  return secret === undefined ? undefined : { certificate: certificateName(`${ingress.metadata.namespace}/${secret}`) }
}

/** `name:port`, the port by number or name. */
export const namedBackend = (text: string): IngressBackend => {
  const [name, port] = text.split(':') as [string, string]
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

const BASE_ROUTE = Route.parse(PARTS.route.base)
const BASE_CANARY = Canary.parse(PARTS.canary.base)
const BASE_READING = PARTS.ingress.schema.parse(PARTS.ingress.base)

function readAnnotations(own: Texts, defaults: Texts) {
  const route = readPart('route', own, defaults)
  const ingress = readPart('ingress', own, defaults)
  const canary = readPart('canary', own, defaults)
  const filters = readPart('filters', own, defaults)
  const { isClosed, problems: ofFilters } = closing(filters.value, own, defaults, filters.problems)
  const problems: Problem[] = [...unknownTexts('Ingress', own), ...route.problems, ...ingress.problems, ...ofFilters, ...canary.problems]
  const reading = ingress.value ?? BASE_READING
  if (own['canary-service'] === undefined && reading.canaryService === undefined) {
    const lonely = DEFINITIONS.find(({ name, part }) => part === 'canary' && own[name] !== undefined)
    if (lonely) problems.push({ name: lonely.name, reason: `Name the canary side by ${PREFIX}canary-service` })
  }
  return { route: route.value ?? BASE_ROUTE, reading, canary: canary.value ?? BASE_CANARY, filters: filters.value, isClosed, problems }
}

/**
 * Reads one Ingress: a route for each host and path, a canary for each where annotations ask for one. What is wrong with a
 * path or an annotation becomes a diagnostic, and never hurts the others.
 * @param defaults annotations that hold where it has none itself
 */
export function readIngress(
  workspace: string,
  ingress: V1Ingress,
  { services, secrets }: Pick<ClusterObjects, 'services' | 'secrets'>,
  defaults: Texts,
): IngressRead {
  const { namespace, name, creationTimestamp: createdAt, annotations } = ingress.metadata
  const origin = { kind: 'Ingress', namespace, name }
  const whole = sourceOf(workspace, origin)
  const { route: template, reading, canary, filters: given, isClosed, problems } = readAnnotations(ownTexts(annotations), defaults)
  const diagnostics = problems.map((problem) => annotationFinding(whole, problem))
  const backends: Backend[] = []

  // `result`: what comes of it where the backend is not there; null: nothing.
  const resolve = (backend: IngressBackend, source: SourceRef, field: (inner: string) => string, result: string | null): Backend => {
    const resolved = resolveBackend(namespace, backend, services)
    const { problem } = resolved
    if (problem && result !== null) {
      diagnostics.push(finding(source, problem.code, field(problem.field), `${problem.message}; ${result}`, problem.params))
    }
    backends.push(resolved)
    return resolved
  }

  const unserved = answersItself(given) ? null : 'requests get 503'
  const places = placesOf(ingress)
  const claims = places.map(({ host, path }) => path && { host, path: path.path || '/', pathType: path.pathType })
  const names = routeNames(namespace, name, claims)
  const paths: PathReading = { ...reading, hasRewriteTarget: template.rewriteTarget !== undefined }
  const routes = places.map((place, index): Declared<Route> => {
    const { host, path, backend, field } = place
    const routeName = names[index]!
    const source: SourceRef = { workspace, kind: 'routes', name: routeName, origin }
    const { name: service } = resolve(backend, source, (inner) => `${field}.${inner}`, unserved)
    const read = path && readPath(path, paths)
    if (read?.isGuessed) {
      const saySo = `say so by pathType ImplementationSpecific and ${PREFIX}use-regex: "true"`
      const message = `The path ${read.match.value} is read as a regular expression; ${saySo}`
      diagnostics.push(finding(source, 'PATH_READ_AS_REGEX', field.replace(/backend$/, 'path'), message, { path: read.match.value }))
    }
    const kubernetes = inCluster(ingress, place)
    const hosts = host === '' ? [] : [host]
    const object = { ...template, name: routeName, service, hosts, paths: read ? [read.match] : [], ...(kubernetes ? { kubernetes } : {}) }
    return { object, source, createdAt }
  })
  const canaries: Declared<Canary>[] = []
  if (reading.canaryService !== undefined && routes.length > 0) {
    const field = `metadata.annotations.${PREFIX}canary-service`
    const { name: service } = resolve(namedBackend(reading.canaryService), whole, () => field, 'all requests go to the stable side')
    for (const { object } of routes) {
      const source: SourceRef = { workspace, kind: 'canaries', name: object.name, origin }
      canaries.push({ object: { ...canary, name: object.name, route: object.name, service }, source, createdAt })
    }
  }
  const { filters, users } = readFilters(given, isClosed, {
    namespace,
    source: whole,
    secrets,
    diagnostics,
    fieldOf,
    resolve: (backend, field, result) => resolve(namedBackend(backend), whole, () => field, result).name,
  })
  if (filters.length > 0) {
    const all = [...template.filters, ...filters]
    for (const { object } of routes) object.filters = all
  }
  return { routes, canaries, backends, users, diagnostics }
}
