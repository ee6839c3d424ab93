import type { Kind, Model } from './kinds.ts'

/** One object naming another: `path` is the field that does. */
export type Reference = { path: string; kind: Kind; name: string }

const REFERENCES: { [K in Kind]: (object: Model[K]) => Reference[] } = {
  listeners: () => [],
  certificates: () => [],
  upstreams: () => [],
  services: (service) => [
    ...(service.upstream === undefined ? [] : [{ path: 'upstream', kind: 'upstreams' as const, name: service.upstream }]),
    ...(service.clientCertificate === undefined
      ? []
      : [{ path: 'clientCertificate', kind: 'certificates' as const, name: service.clientCertificate }]),
  ],
  routes: (route) => [
    { path: 'service', kind: 'services', name: route.service },
    ...(route.listeners ?? []).map((name, index) => ({ path: `listeners.${index}`, kind: 'listeners' as const, name })),
  ],
  // An ended canary is a record: it must not keep its route and services from being deleted.
  canaries: (canary) =>
    canary.state === 'active'
      ? [
          { path: 'route', kind: 'routes', name: canary.route },
          { path: 'service', kind: 'services', name: canary.service },
        ]
      : [],
  // What a test expects is no reference: a test may expect a service that is gone, and fails then.
  'route-tests': () => [],
}

/** The objects that this object names, each with the field that names it. */
export function referencesOf<K extends Kind>(kind: K, object: Model[K]): Reference[] {
  return REFERENCES[kind](object)
}
