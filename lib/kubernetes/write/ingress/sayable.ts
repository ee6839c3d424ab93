import type { PathMatch, Route } from '#lib/model/route.ts'
import type { Scene } from '../scene.ts'

type Fault = [path: (string | number)[], message: string]

// RFC 1123 subdomain, whose first label may be "*" (k8s.io/kubernetes pkg/apis/networking/validation, ValidateIngress).
const HOST = /^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/
const STREAM = ['tcp', 'tls', 'udp']
// What the API server refuses in paths of the types Prefix and Exact.
const REFUSED = /\/\/|\/\.\/|\/\.\.\/|%2f|\/\.{1,2}$/i

function hostFault(host: string): string | null {
  if (/:\d+$/.test(host) || host.startsWith('[')) return 'A host of an Ingress has no port and is no address: name the host alone'
  if (ADDRESS.test(host)) return 'A host of an Ingress is a name and no address: leave it empty for requests to any host'
  if (host.endsWith('.*')) return 'A host of an Ingress may begin with "*.", and not end with ".*": make a route for each host'
  return HOST.test(host) ? null : 'A host of an Ingress has lower-case letters, digits, "-" and ".", and may begin with "*."'
}

function pathFault({ type, value }: PathMatch): string | null {
  if (!value.startsWith('/')) return 'A path of an Ingress begins with "/": write the pattern without "^", it holds from the beginning anyway'
  const isPlain = type === 'prefix' || type === 'exact'
  return isPlain && REFUSED.test(value) ? 'Kubernetes refuses "//", "/./", "/../" and "%2F" in such a path, and "/." at its end' : null
}

/** What of a route no Ingress has a place for, whatever the dialect. */
function* faultsOf(route: Route): Generator<Fault> {
  const { hosts, paths, kubernetes = {} } = route
  const isDefault = kubernetes.defaultBackend === true
  if (hosts.length > 1) yield [['hosts', 1], 'A route of a cluster has one host: make another route for this one']
  if (paths.length > 1) yield [['paths', 1], 'A route of a cluster has one path: make another route for this one']
  if (isDefault && hosts.length > 0) yield [['hosts', 0], 'The default backend of an Ingress has no host: leave it empty, or make it a path']
  if (isDefault && paths.length > 0) yield [['paths', 0], 'The default backend of an Ingress has no path: leave it empty, or make it a path']
  if (isDefault && kubernetes.certificate !== undefined) {
    yield [['kubernetes', 'certificate'], 'The default backend of an Ingress has no host that a certificate could be for']
  }
  const host = hosts[0] === undefined ? null : hostFault(hosts[0])
  if (host !== null) yield [['hosts', 0], host]
  const path = paths[0] === undefined ? null : pathFault(paths[0])
  if (path !== null) yield [['paths', 0, 'value'], path]
  if (route.service === undefined) {
    yield [['service'], 'Each path of an Ingress names a Service, also where a redirect or a fixed response answers: choose one, it gets no request then']
  }
  if (route.templates.length > 0) {
    yield [['templates'], 'A cluster has no templates: what Ingresses share belongs into the parameters of their class']
  }
  if (route.protocols.some((protocol) => STREAM.includes(protocol))) {
    yield [['protocols'], 'An Ingress leads HTTP and gRPC requests alone: routes for TCP, TLS and UDP belong into a workspace of the database']
  }
  if (route.sources.length > 0) yield [['sources'], 'An Ingress knows no sources of streams: use the filter that restricts addresses']
  if (route.destinations.length > 0) yield [['destinations'], 'An Ingress knows no destinations of streams']
}

/** Notes what of a wanted route no Ingress can say. @returns whether all of it can be */
export function checkRoute(scene: Scene, wanted: number, route: Route): boolean {
  const faults = [...faultsOf(route)]
  for (const [path, message] of faults) scene.issue(wanted, path, 'NOT_SAYABLE', message)
  return faults.length === 0
}
