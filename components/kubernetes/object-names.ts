import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { PathMatch } from '#lib/model/route.ts'

/** Names of ours for what stands in a cluster, as its reader makes them. Shown while one types; the answer of a write has the right one. */

const MARK = '~~'
const OTHERS = /[^A-Za-z0-9._~-]+/g
const LONGEST = 128

/** One host and path of an Ingress; null for its default backend. */
export type Claim = { host: string; path: string } | null

/** Undefined while a part of it is missing. */
const dotted = (...parts: readonly (string | number | undefined)[]): string | undefined =>
  parts.every((part) => part !== undefined && String(part).trim() !== '') ? parts.map((part) => String(part).trim()).join('.') : undefined

const claimText = (claim: Claim) => (claim === null ? `${MARK}default` : `~${claim.host.toLowerCase().replace('*', '_') || '_'}${(claim.path || '/').replaceAll('/', '~')}`)

/** `<namespace>.<ingress>` for the only path of an Ingress, else with `~<host>~<path>`. */
export function routeName(namespace: string, ingress: string, claim: Claim, isAlone: boolean): string | undefined {
  const start = dotted(namespace, ingress)
  return start === undefined || isAlone ? start : `${start}${claimText(claim)}`.replace(OTHERS, '-').slice(0, LONGEST)
}

/** `<namespace>.<V1Service>.<port>`: a service, and its upstream. */
export const serviceName = (namespace: string, service: string, port: number | string | undefined): string | undefined => dotted(namespace, service, port)

/** `<namespace>.<secret>` */
export const certificateName = (namespace: string, secret: string): string | undefined => dotted(namespace, secret)

/** A namespace has no dot, so that the first one ends it. */
function cut(name: string): [namespace: string, rest: string] {
  const dot = name.indexOf('.')
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)]
}

type Named = { name: string; origin?: KubernetesRef }

/** The Ingress that a route stands in. */
export function ingressOf({ name, origin }: Named): { namespace: string; ingress: string } {
  if (origin?.kind === 'Ingress') return { namespace: origin.namespace, ingress: origin.name }
  const [namespace, rest] = cut(name)
  return { namespace, ingress: rest.split('~')[0]! }
}

/** The V1Service and port that a service or an upstream is; a port that is no number is kept as text. */
export function portOf({ name, origin }: Named): { namespace: string; service: string; port: number | string | undefined } {
  const [namespace, rest] = cut(name)
  const dot = rest.lastIndexOf('.')
  const known = origin?.kind === 'Service' ? origin.name : dot < 0 ? rest : rest.slice(0, dot)
  const port = rest.startsWith(`${known}.`) ? rest.slice(known.length + 1) : ''
  return { namespace: origin?.namespace || namespace, service: known, port: port === '' ? undefined : /^\d+$/.test(port) ? Number(port) : port }
}

/** The Secret that a certificate is. */
export function secretOf({ name, origin }: Named): { namespace: string; secret: string } {
  if (origin?.kind === 'Secret') return { namespace: origin.namespace, secret: origin.name }
  const [namespace, secret] = cut(name)
  return { namespace, secret }
}

/** Of a name of ours, where it says one. */
export const namespaceOf = (name: string): string => cut(name)[0]

/** The claim that a route makes of its Ingress. */
export const claimOf = (hosts: readonly string[], paths: readonly Pick<PathMatch, 'value'>[], isDefaultBackend: boolean): Claim =>
  isDefaultBackend ? null : { host: hosts[0]?.trim() ?? '', path: paths[0]?.value.trim() ?? '' }

/** `Ingress shop/web` */
export const refText = ({ kind, namespace, name }: KubernetesRef): string => `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`
