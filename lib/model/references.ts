import type { Filter } from './filter.ts'
import type { Kind, Model } from './kinds.ts'

/** One object naming another: `path` is the field that does. */
export type Reference = { path: string; kind: Kind; name: string }

const toConsumers = (names: readonly string[] | undefined, at: string): Reference[] =>
  (names ?? []).map((name, index) => ({ path: `${at}.consumers.${index}`, kind: 'consumers', name }))

/** What the filters of a list name. */
const ofFilters = (filters: readonly Filter[]): Reference[] =>
  filters.flatMap((filter, index): Reference[] => {
    const at = `filters.${index}`
    switch (filter.type) {
      case 'mirror':
      case 'defaultBackend':
      case 'errorPages':
        return filter.service === undefined ? [] : [{ path: `${at}.service`, kind: 'services', name: filter.service }]
      case 'basicAuth':
      case 'keyAuth':
        return toConsumers(filter.consumers, at)
      default:
        return []
    }
  })

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
  consumers: () => [],
  credentials: (credential) => [{ path: 'consumer', kind: 'consumers', name: credential.consumer }],
  templates: (template) => ofFilters(template.filters),
  routes: (route) => [
    ...(route.service === undefined ? [] : [{ path: 'service', kind: 'services' as const, name: route.service }]),
    ...route.templates.map((name, index) => ({ path: `templates.${index}`, kind: 'templates' as const, name })),
    ...ofFilters(route.filters),
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
