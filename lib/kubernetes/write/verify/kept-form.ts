import type { Kind, Model } from '#lib/model/kinds.ts'
import type { Route } from '#lib/model/route.ts'
import type { Service } from '#lib/model/service.ts'
import type { Target } from '#lib/model/upstream.ts'
import { filtersInOrder, sharedOf } from '../ingress/shared.ts'

type Fields = Record<string, unknown>

const routeForm = (route: Route): Fields => {
  const { defaultBackend, certificate } = route.kubernetes ?? {}
  const isPath = defaultBackend !== true && route.paths.length === 0
  return {
    ...sharedOf(route),
    name: route.name,
    service: route.service,
    hosts: route.hosts,
    paths: isPath ? [{ type: 'prefix', value: '/' }] : route.paths,
    // In the dialect nginx a canary Ingress says it, of whoever has a canary there.
    filters: filtersInOrder(route.filters).map((filter) => (filter.type === 'affinity' ? { ...filter, canary: 'sticky' } : filter)),
    defaultBackend,
    certificate,
  }
}

const serviceForm = ({ kubernetes, ...service }: Service): Fields => {
  const { targetPort, nodePort, ...fields } = kubernetes ?? {}
  return { ...service, ...(kubernetes ? { ...fields, targetPort, nodePort } : {}) }
}

const targetKey = ({ host, port }: Target) => `${host.toLowerCase()} ${port}`

/** An object with one form for values that mean the same, and with what `kubernetes` holds beside its other fields. */
export function keptForm<K extends Kind>(kind: K, object: Model[K]): Fields {
  if (kind === 'routes') return routeForm(object as Route)
  if (kind === 'services') return serviceForm(object as Service)
  if (kind === 'upstreams') {
    const upstream = object as Model['upstreams']
    return { ...upstream, targets: upstream.targets.toSorted((a, b) => (targetKey(a) < targetKey(b) ? -1 : 1)) }
  }
  if (kind === 'certificates') {
    const certificate = object as Model['certificates']
    return { ...certificate, cert: certificate.cert.trim(), key: certificate.key.trim() }
  }
  return { ...object }
}

const IN_CLUSTER = new Set(['defaultBackend', 'certificate', 'type', 'headless', 'selector', 'portName', 'targetPort', 'nodePort', 'externalIPs'])

/** Where a field of that form stands in the object. */
export const pathInForm = (kind: Kind, field: string): string[] =>
  (kind === 'routes' || kind === 'services') && IN_CLUSTER.has(field) ? ['kubernetes', field] : [field]
