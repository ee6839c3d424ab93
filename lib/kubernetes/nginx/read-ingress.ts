import { Route } from '#lib/model/route.ts'
import type { Declared, Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import { ownTexts } from '../annotations/apply.ts'
import type { ClusterObjects, IngressBackend, V1Ingress } from '../objects.ts'
import { resolveBackend, type Backend } from '../read/backend.ts'
import { answersItself, readFilters } from '../read/filters.ts'
import { finding, sourceOf } from '../read/finding.ts'
import { inCluster, namedBackend, placesOf, type IngressRead, type Place } from '../read/ingress.ts'
import { routeNames } from '../read/names.ts'
import { readCanaryRules } from './canary.ts'
import type { CanaryPlace, NginxExtras } from './extras.ts'
import { fieldOf, nginxFinding, unknownFindings } from './finding.ts'
import { nginxPath, saysRegexByPaths, takesRoot } from './paths.ts'
import { readAnnotations, type AnnotationsRead } from './read-annotations.ts'
import { isCanary, nginxTexts } from './texts.ts'

type Named = Pick<ClusterObjects, 'services' | 'secrets'>

const BASE_ROUTE = Route.parse({ name: 'route', service: 'service', paths: [{ type: 'prefix', value: '/' }] })
const NO_EXTRAS: NginxExtras = { canary: null, appRoot: null, service: {}, isPlain: false }

/** The only host of all rules, without a wildcard. */
function onlyHost(places: readonly Place[]): string | null {
  const hosts = new Set(places.map(({ host }) => host))
  const [host] = hosts
  return hosts.size === 1 && host !== '' && !host!.startsWith('*') ? host! : null
}

const OWN = /^sluice\.dev\/(?!change$)/
const RECORDS = /^sluice\.dev\/canary-(?:started-by|started-at|tags)$/

/** Annotations of our own are for workspaces of the dialect `sluice`. */
function ownFindings(source: SourceRef, annotations: V1Ingress['metadata']['annotations'], isCanaryIngress = false): Diagnostic[] {
  const reason = 'In a workspace of the dialect nginx only annotations of ingress-nginx are read'
  return Object.keys(annotations ?? {})
    .filter((key) => OWN.test(key) && !(isCanaryIngress && RECORDS.test(key)))
    .slice(0, 20)
    .map((name) => finding(source, 'ANNOTATION_NOT_HONOURED', `metadata.annotations.${name}`, `${name} is not honoured: ${reason}`, { name, reason }))
}

type Resolve = (backend: IngressBackend, source: SourceRef, field: (inner: string) => string, result: string | null) => Backend

/** Notes each backend that is asked for, and says of one that is not there what comes of it; null: nothing. */
function backendsOf(namespace: string, { services }: Named, diagnostics: Diagnostic[]): { backends: Backend[]; resolve: Resolve } {
  const backends: Backend[] = []
  return {
    backends,
    resolve(backend, source, field, result) {
      const resolved = resolveBackend(namespace, backend, services)
      const { problem } = resolved
      if (problem && result !== null) diagnostics.push(finding(source, problem.code, field(problem.field), `${problem.message}; ${result}`, problem.params))
      backends.push(resolved)
      return resolved
    },
  }
}

/** A canary Ingress makes no routes: its paths wait for a main Ingress that has the same. */
function readCanaryIngress(workspace: string, ingress: V1Ingress, named: Named): IngressRead {
  const { namespace, name, creationTimestamp: createdAt, annotations } = ingress.metadata
  const origin = { kind: 'Ingress', namespace, name }
  const whole = sourceOf(workspace, origin)
  const texts = nginxTexts(annotations)
  const { rules, record, findings } = readCanaryRules(texts, ownTexts(annotations))
  const { affinity: _, ...fields } = rules
  const diagnostics = [
    ...unknownFindings(whole, Object.keys(texts)),
    ...ownFindings(whole, annotations, true),
    ...findings.map((found) => nginxFinding(whole, found)),
  ]
  const { backends, resolve } = backendsOf(namespace, named, diagnostics)
  const places = placesOf(ingress).map(({ host, path, backend, field }): CanaryPlace => {
    const source = { workspace, kind: 'canaries', name, origin }
    const { name: service } = resolve(backend, whole, (inner) => `${field}.${inner}`, 'all requests go to the stable side')
    const object = { service, ...fields, state: 'active' as const, ...record }
    return { host, path: path && { value: path.path || '/', pathType: path.pathType }, field, declared: { object, source, createdAt } }
  })
  return { routes: [], canaries: [], backends, users: [], diagnostics, nginx: { ...NO_EXTRAS, canary: { rules, places } } }
}

type PlacesRead = { places: readonly Place[]; matches: ReturnType<typeof nginxPath>[] }

/** What all routes of the Ingress have in common. */
function templateOf(ingress: V1Ingress, { route, https }: AnnotationsRead, { places, matches }: PlacesRead): Route {
  const isLed = https === 'always' || (https === 'auto' && (ingress.spec.tls ?? []).length > 0)
  const { useRegex, ...fields } = route
  const isSaid = saysRegexByPaths(places.map(({ host, path }, place) => ({ host, match: path && matches[place]!.match })))
  return {
    ...BASE_ROUTE,
    ...fields,
    ...(useRegex && !isSaid ? { useRegex: true } : {}),
    ...(isLed ? { protocols: ['https'] as Route['protocols'], httpsRedirectStatusCode: 308 as const } : {}),
  }
}

/**
 * Reads one Ingress with the annotations of ingress-nginx: a route for each host and path. Canaries and what else hangs on
 * other Ingresses are put together by `joinIngresses`.
 */
export function readNginxIngress(workspace: string, ingress: V1Ingress, named: Named): IngressRead {
  const { namespace, name, creationTimestamp: createdAt, annotations } = ingress.metadata
  if (isCanary(annotations)) return readCanaryIngress(workspace, ingress, named)
  const origin = { kind: 'Ingress', namespace, name }
  const whole = sourceOf(workspace, origin)
  const texts = nginxTexts(annotations)
  const places = placesOf(ingress)
  const read = readAnnotations(texts, { namespace, host: onlyHost(places), service: (of) => named.services.get(`${namespace}/${of}`) })
  const diagnostics = [
    ...unknownFindings(whole, Object.keys(texts)),
    ...ownFindings(whole, annotations),
    ...read.findings.map((found) => nginxFinding(whole, found)),
  ]
  const { backends, resolve } = backendsOf(namespace, named, diagnostics)
  const rules = { useRegex: read.route.useRegex === true, rewriteTarget: read.route.rewriteTarget }
  const matches = places.map(({ path }) => nginxPath(path ?? { pathType: 'Prefix', backend: {} }, rules))
  const template = templateOf(ingress, read, { places, matches })
  const names = routeNames(namespace, name, places.map(({ host, path }) => path && { host, path: path.path || '/', pathType: path.pathType }))
  const unserved = read.isClosed || answersItself(read.filters) ? null : 'requests get 503'

  const routes = places.map((place, index): Declared<Route> => {
    const { host, path, backend, field } = place
    const routeName = names[index]!
    const source: SourceRef = { workspace, kind: 'routes', name: routeName, origin }
    const { name: service } = resolve(backend, source, (inner) => `${field}.${inner}`, unserved)
    const { match, isGuessed } = matches[index]!
    if (path && isGuessed) {
      const message = `The path ${match.value} is read as a regular expression; say so by pathType ImplementationSpecific`
      diagnostics.push(finding(source, 'PATH_READ_AS_REGEX', field.replace(/backend$/, 'path'), message, { path: match.value }))
    }
    const kubernetes = inCluster(ingress, place)
    const hosts = host === '' ? [] : [host]
    return { object: { ...template, name: routeName, service, hosts, paths: path ? [match] : [], ...(kubernetes ? { kubernetes } : {}) }, source, createdAt }
  })
  const { filters, users } = readFilters(read.filters, read.isClosed, {
    namespace,
    source: whole,
    secrets: named.secrets,
    diagnostics,
    fieldOf: (type) => fieldOf(read.byType.get(type) ?? type),
    resolve: (backend, field, result) => resolve(namedBackend(backend), whole, () => field, result).name,
  })
  if (filters.length > 0) for (const { object } of routes) object.filters = filters
  const rootHosts = places.filter(({ path }, index) => path && takesRoot(matches[index]!.match)).map(({ host }) => host)
  const nginx: NginxExtras = {
    canary: null,
    appRoot: read.appRoot === undefined || rootHosts.length === 0 ? null : { url: read.appRoot, hosts: [...new Set(rootHosts)] },
    service: read.service,
    isPlain: read.https === 'auto' && (ingress.spec.tls ?? []).length === 0,
  }
  return { routes, canaries: [], backends, users, diagnostics, nginx }
}
