import { Canary } from '#lib/model/canary.ts'
import { Route } from '#lib/model/route.ts'
import { planned, writeWorldFrom, type Planned, type WriteWorld } from '../../../write/testing/write-world.ts'
import type { Wanted, WriteIssue } from '../../../write/types.ts'

export const BASE = `
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop-v2, namespace: shop }
spec: { selector: { app: shop-v2 }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Secret
metadata: { name: pair, namespace: shop }
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
---
apiVersion: v1
kind: Secret
metadata: { name: users, namespace: shop }
stringData: { auth: "ada:{PLAIN}one" }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: locked, namespace: shop, annotations: { nginx.ingress.kubernetes.io/auth-type: basic, nginx.ingress.kubernetes.io/auth-secret: users } }
spec:
  ingressClassName: sluice
  rules: [{ host: locked.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }]
`

export const PREFIX = 'nginx.ingress.kubernetes.io/'

/** Annotations of ingress-nginx by their names alone; a name with a slash is as it stands. */
export const annotated = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name.includes('/') ? name : PREFIX + name, text]))

export const path = (text: string, type = 'Prefix', service = 'shop') => `{ path: '${text}', pathType: ${type}, backend: { service: { name: ${service}, port: { number: 80 } } } }`
export const rule = (host: string, ...paths: string[]) => `{ host: ${host}, http: { paths: [${paths.join(', ')}] } }`

/** An Ingress of the namespace `shop`. */
export const ingress = (name: string, texts: Record<string, string>, rules: string[], more = '') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: shop, annotations: ${JSON.stringify(annotated(texts))} }
spec: { ingressClassName: sluice, rules: [${rules.join(', ')}]${more} }
`

export const worldOf = (...texts: string[]): WriteWorld => writeWorldFrom([BASE, ...texts].join('\n---\n'), 'nginx')

/** The route as it is read, with something else; one that is not there is new. */
export function route(name: string, change: Partial<Route>) {
  return (world: WriteWorld): Wanted => {
    const known = world.reading.config.routes.find(({ object }) => object.name === name)?.object
    return { kind: 'routes', name, object: Route.parse({ ...(known ?? { name, service: 'shop.shop.80' }), ...change }) }
  }
}

export function canary(name: string, change: Partial<Canary> | null) {
  return (world: WriteWorld): Wanted => {
    if (change === null) return { kind: 'canaries', name, object: null }
    const known = world.reading.config.canaries.find(({ object }) => object.name === name)?.object
    return { kind: 'canaries', name, object: Canary.parse({ ...(known ?? { name, route: name, service: 'shop.shop-v2.80' }), ...change }) }
  }
}

export const brief = ({ code, path: at }: WriteIssue) => `${code} ${at.join('.')}`
export const issuesOf = ({ issues, verified }: Planned) => [...issues, ...verified].map(brief)

/** The annotations of an Ingress afterwards, without the prefix; null: it is deleted; undefined: it is as it was. */
export function textsAfter({ edits }: Planned, name = 'web'): Record<string, string> | null | undefined {
  const edit = edits.find(({ ref }) => ref.kind === 'Ingress' && ref.name === name)
  if (!edit?.after) return edit && null
  return Object.fromEntries(Object.entries(edit.after.metadata.annotations ?? {}).map(([key, text]) => [key.replace(PREFIX, ''), text]))
}

export const specAfter = ({ edits }: Planned, name: string) => edits.find(({ ref }) => ref.name === name)?.after?.['spec']

export { planned }
