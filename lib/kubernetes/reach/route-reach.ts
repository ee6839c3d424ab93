import { ANSWERING } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import type { Declared, Diagnostic } from '#lib/model/routing-config.ts'
import type { Service } from '#lib/model/service.ts'
import type { ClusterObjects } from '../objects.ts'
import { backendOf, lacksEndpoints, missingBackend, whyNoEndpoints } from './backend.ts'
import { selectorOf } from './endpoints.ts'
import { settleFindings, type ReachCode, type ReachFinding, type ReachState } from './finding.ts'
import { checkPolicies } from './policy-check.ts'
import type { Surroundings } from './surroundings.ts'
import { tlsFindings } from './tls.ts'

/** What the reach of routes is told from. */
export type ReachScene = {
  objects: ClusterObjects
  around: Surroundings
  /** A service of ours by its name. */
  service: (name: string) => Declared<Service> | undefined
  /** The services that an active canary of the route sends to. */
  canaryServices: (route: string) => readonly string[]
  /** What was found wrong, by whom it names: `routes/<name>` or `Ingress/<namespace>/<name>`. */
  diagnosticsOf: (of: string) => readonly Diagnostic[]
}

export type RouteReach = { state: ReachState; findings: ReachFinding[] }

const NAMED: readonly string[] = ['HOST_TAKEN', 'ROUTE_CONFLICT', 'ROUTE_SHADOWED'] satisfies ReachCode[]
/** What of the rest leaves a route without requests. Backends and certificates are looked at here. */
const OTHERS: readonly string[] = ['NOT_COMPILED', 'REGEX_REFUSED', 'NO_LISTENER', 'DISABLED_SERVICE', 'BACKEND_NOT_SUPPORTED']

const ofDiagnostic = ({ code, message, params }: Diagnostic): ReachFinding[] => {
  if (NAMED.includes(code)) return [{ code: code as ReachCode, effect: 'unreachable', params: { ...params, message } }]
  return OTHERS.includes(code) ? [{ code: code === 'BACKEND_NOT_SUPPORTED' ? code : 'DIAGNOSED', effect: 'unreachable', params: { ...params, message } }] : []
}

async function serviceFindings(name: string, { service, objects, around }: ReachScene): Promise<ReachFinding[]> {
  const declared = service(name)
  const backend = declared && backendOf(declared, objects)
  if (!backend) return []
  const missing = missingBackend(backend)
  if (missing) return [missing]
  if (lacksEndpoints(backend)) {
    const selector = backend.service ? selectorOf(backend.service) : null
    const pods = selector && backend.endpoints.total === 0 ? await around.podsIn(backend.namespace, selector) : null
    return [whyNoEndpoints(backend, pods)]
  }
  const policy = await checkPolicies(backend, around)
  return policy ? [policy] : []
}

/** A side that some requests go to; the others are served all the same. */
const ofSomeRequests = (findings: readonly ReachFinding[]): ReachFinding[] =>
  findings.map((finding) => ({ ...finding, effect: finding.effect === 'unreachable' ? 'limited' : finding.effect, params: { ...finding.params, side: 'canary' } }))

/** Whether a route of a cluster can be reached, and the reasons against it with that for its state first. */
export async function routeReach({ object: route, source }: Declared<Route>, scene: ReachScene): Promise<RouteReach> {
  const { origin } = source
  const ofIngress = origin ? scene.diagnosticsOf(`Ingress/${origin.namespace}/${origin.name}`) : []
  const findings: ReachFinding[] = scene.diagnosticsOf(`routes/${route.name}`).flatMap(ofDiagnostic)
  if (!route.enabled) findings.unshift({ code: 'ROUTE_DISABLED', effect: 'unreachable', params: {} })
  const answersItself = route.filters.some(({ type }) => ANSWERING.has(type))
  if (!answersItself && route.service !== undefined) {
    findings.push(...(await serviceFindings(route.service, scene)))
    for (const canary of scene.canaryServices(route.name)) findings.push(...ofSomeRequests(await serviceFindings(canary, scene)))
  }
  const ingress = origin && scene.objects.ingresses.get(`${origin.namespace}/${origin.name}`)
  if (ingress) findings.push(...tlsFindings(route, ingress, ofIngress, scene.diagnosticsOf))
  return settleFindings(findings)
}
