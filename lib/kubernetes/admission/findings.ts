import type { Diagnostic, DiagnosticCode, KubernetesRef, RoutingConfig } from '#lib/model/routing-config.ts'
import type { V1Ingress } from '../objects.ts'
import { placesOf, type Place } from '../read/ingress.ts'
import { routeNames } from '../read/names.ts'

/** What is said of one field, as Kubernetes writes fields: `spec.rules[0].http.paths[1].path`. */
export type Said = { field: string; message: string }

/** Of one Ingress under review. */
export type Findings = { errors: Said[]; warnings: Said[] }

/** Two Ingresses are in each other's way; both were valid, and one of them may be about to move. */
const CONFLICTS: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'PATH_TAKEN', 'TLS_NAME_TAKEN', 'HOST_TAKEN', 'ROUTE_CONFLICT', 'ROUTE_SHADOWED', 'ROUTE_MAY_BE_SHADOWED', 'CANARY_CONFLICT',
])

/** Manifests come in any order: what one refers to may come after it. A reading that failed is a fault of ours. */
const LATER: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'BACKEND_NOT_FOUND', 'BACKEND_PORT_NOT_FOUND', 'SECRET_NOT_FOUND', 'SECRET_FORBIDDEN', 'SECRET_INVALID', 'DANGLING_REFERENCE', 'NO_SERVICE',
  'NO_TARGETS', 'DISABLED_SERVICE', 'NOT_COMPILED', 'CANARY_UNPAIRED',
])

/** Not to be told from the Ingress and its neighbours alone. */
const NOT_ASKED: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(['CERTIFICATE_MISSING', 'NO_LISTENER', 'LISTENER_CONFLICT', 'NO_TARGETS'])

const isSame = (a: KubernetesRef, b: KubernetesRef) => a.kind === b.kind && a.namespace === b.namespace && a.name === b.name

const originOf = ({ source }: Pick<Diagnostic, 'source'>): KubernetesRef =>
  source.origin ?? { kind: source.kind, namespace: source.namespace ?? '', name: source.name }

/** `spec.rules.0.http` → `spec.rules[0].http`; what follows `annotations.` is one key, dots and all. */
function kubernetesField(field: string): string {
  const key = /^(metadata\.annotations)\.(.+)$/.exec(field)
  return key ? `${key[1]}[${key[2]}]` : field.replace(/\.(\d+)(?=\.|$)/g, '[$1]')
}

/** Where routes of ours stand in their Ingress, by name. */
function placesByName(ingress: V1Ingress): ReadonlyMap<string, Place> {
  const places = placesOf(ingress)
  const { namespace, name } = ingress.metadata
  const names = routeNames(namespace, name, places.map(({ host, path }) => path && { host, path: path.path || '/', pathType: path.pathType }))
  return new Map(names.map((one, index) => [one, places[index]!]))
}

/** Where the field of a route of ours stands in its Ingress. */
function fieldOf(places: ReadonlyMap<string, Place>, { source, field }: Diagnostic): string {
  if (field !== undefined && /^(spec|metadata)\./.test(field)) return kubernetesField(field)
  if (source.kind !== 'routes' && source.kind !== 'canaries') return kubernetesField(field ?? 'spec')
  const place = places.get(source.name)
  if (!place || !/^(paths|hosts|service)\b/.test(field ?? 'paths')) return 'metadata.annotations'
  if (place.path === null) return 'spec.defaultBackend'
  const backend = kubernetesField(place.field)
  if (field?.startsWith('service')) return backend
  return field?.startsWith('hosts') ? backend.replace(/\.http\..*$/, '.host') : backend.replace(/\.backend$/, '.path')
}

type Routes = ReadonlyMap<string, RoutingConfig['routes'][number]>

/** The Ingress of the route or of the Ingress that wins, where it is another one. */
function winnerOf({ params: { winner } }: Diagnostic, routes: Routes): string | null {
  const origin = routes.get(String(winner))?.source.origin
  return origin ? `${origin.namespace}/${origin.name}` : null
}

const textOf = (found: Diagnostic, own: string, routes: Routes): string => {
  // That it is left out is what comes of it where it is there already.
  if (found.code === 'ANNOTATION_INVALID') return String(found.params['reason'])
  const winner = winnerOf(found, routes)
  // Its name comes first, since long texts are cut off.
  return winner === null || winner === own ? found.message : `the Ingress ${winner} comes first: ${found.message}`
}

/** Sorts what was found in the reading of an Ingress and its neighbours into what refuses it and what warns of it. */
export function sortFindings(ingress: V1Ingress, found: readonly Diagnostic[], config: RoutingConfig): Findings {
  const { namespace, name } = ingress.metadata
  const self: KubernetesRef = { kind: 'Ingress', namespace, name }
  const own = `${namespace}/${name}`
  const places = placesByName(ingress)
  const routes = new Map(config.routes.map((route) => [route.object.name, route]))
  const errors = new Map<string, Said>()
  const warnings = new Map<string, Said>()
  for (const one of found) {
    if (NOT_ASKED.has(one.code)) continue
    const isOwn = isSame(originOf(one), self)
    const isConflict = CONFLICTS.has(one.code)
    if (!isOwn && !(isConflict && (one.params['winner'] === own || winnerOf(one, routes) === own))) continue
    const said: Said = isOwn
      ? { field: fieldOf(places, one), message: textOf(one, own, routes) }
      : { field: `Ingress ${originOf(one).namespace}/${originOf(one).name}`, message: one.message }
    const isError = isOwn && one.severity === 'error' && !isConflict && !LATER.has(one.code)
    ;(isError ? errors : warnings).set(`${said.field} ${said.message}`, said)
  }
  return { errors: [...errors.values()], warnings: [...warnings.values()] }
}
