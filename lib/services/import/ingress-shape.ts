import type { IngressBackend, IngressPath, V1Ingress } from '#lib/kubernetes/objects.ts'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const PATH_TYPES: readonly unknown[] = ['Exact', 'Prefix', 'ImplementationSpecific']

function backendOf(value: unknown): IngressBackend {
  const { service, resource } = isFields(value) ? value : {}
  if (isFields(service) && text(service.name) !== undefined) {
    const port = isFields(service.port) ? service.port : {}
    const { number } = port
    return { service: { name: text(service.name)!, port: text(port.name) === undefined ? (typeof number === 'number' ? { number } : {}) : { name: text(port.name)! } } }
  }
  return isFields(resource) && text(resource.kind) !== undefined ? { resource: { kind: text(resource.kind)!, name: text(resource.name) ?? '' } } : {}
}

const pathOf = ({ path, pathType, backend }: Fields): IngressPath => ({
  ...(text(path) === undefined ? {} : { path: text(path)! }),
  pathType: PATH_TYPES.includes(pathType) ? (pathType as IngressPath['pathType']) : 'ImplementationSpecific',
  backend: backendOf(backend),
})

/** The spec of an Ingress as it stands in a text: what has another shape than the API server lets in is left out. */
export function ingressSpecOf(value: unknown): V1Ingress['spec'] {
  const { ingressClassName, defaultBackend, rules, tls } = isFields(value) ? value : {}
  return {
    ...(text(ingressClassName) === undefined ? {} : { ingressClassName: text(ingressClassName)! }),
    ...(isFields(defaultBackend) ? { defaultBackend: backendOf(defaultBackend) } : {}),
    tls: listOf(tls).map(({ hosts, secretName }) => ({
      hosts: Array.isArray(hosts) ? hosts.filter((host): host is string => typeof host === 'string') : [],
      ...(text(secretName) === undefined ? {} : { secretName: text(secretName)! }),
    })),
    rules: listOf(rules).map(({ host, http }) => ({
      ...(text(host) === undefined ? {} : { host: text(host)! }),
      ...(isFields(http) ? { http: { paths: listOf(http.paths).map(pathOf) } } : {}),
    })),
  }
}

/** Everything that an Ingress sends to. */
export const backendsOf = ({ defaultBackend, rules = [] }: V1Ingress['spec']): IngressBackend[] => [
  ...(defaultBackend ? [defaultBackend] : []),
  ...rules.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []),
]
