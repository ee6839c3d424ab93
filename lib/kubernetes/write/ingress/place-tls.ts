import { certificateName } from '../../read/names.ts'
import { hostOf, type RawSpec } from './cells.ts'
import type { OpenIngress, RouteCell } from './open-ingress.ts'
import type { Scene } from '../scene.ts'
import { coverHost, dropHost, renameHost, secretOfCertificate, tlsEntryFor, uncoverHost } from './tls.ts'

const PATH = ['kubernetes', 'certificate']

const hostBefore = ({ before }: RouteCell): string => before?.hosts[0] ?? ''

/** A host that no route of the Ingress has any more leaves its TLS behind, unless its requests go on to the default backend. */
const isLeft = ({ spec, cells }: OpenIngress, host: string) =>
  host !== '' && !spec.defaultBackend && !cells.some(({ cell }) => cell.item && [hostOf(cell), hostOf(cell).replace(/^[^.]+/, '*')].includes(host))

const certificateIn = (open: OpenIngress, host: string): string | undefined => {
  const secret = tlsEntryFor(open.spec, host)?.secretName
  return secret === undefined ? undefined : certificateName(`${open.ref.namespace}/${secret}`)
}

function certify(scene: Scene, open: OpenIngress, route: RouteCell & { wanted: object }): void {
  const { index, route: wanted } = route.wanted as NonNullable<RouteCell['wanted']>
  const host = hostOf(route.cell)
  const old = hostBefore(route)
  const certificate = wanted.kubernetes?.certificate
  if (old !== host && route.before?.kubernetes?.certificate !== undefined && isLeft(open, old)) {
    if (certificate === undefined || host === '') dropHost(open.spec, old)
    else renameHost(open.spec, old, host)
  }
  const now = certificateIn(open, host)
  if (certificate === now) return
  if (certificate === undefined) {
    // What others cover comes with the host; only what the route itself had can be taken away.
    if (route.before?.kubernetes?.certificate === undefined || old !== host) return
    const others = open.cells.filter((one) => one !== route && one.cell.item).map(({ cell }) => hostOf(cell)).filter((other) => other !== host)
    if (uncoverHost(open.spec, host, others)) return
    const message = 'An entry of spec.tls for several hosts covers this one: name another certificate, or change that entry in the Ingress'
    return scene.issue(index, PATH, 'NOT_SAYABLE', message)
  }
  const secret = secretOfCertificate(scene, open.ref.namespace, certificate, open.spec)
  if (secret !== null) return coverHost(open.spec, host, secret)
  const message = `"${certificate}" is no Secret of the namespace ${open.ref.namespace}: certificates are named <namespace>.<Secret>, and spec.tls names Secrets of its own namespace only`
  scene.issue(index, PATH, 'NOT_SAYABLE', message)
}

/**
 * Writes `spec.tls` as the wanted routes of an open Ingress say, once all of them have their places.
 * @param removed routes that were taken out
 */
export function placeTls(scene: Scene, open: OpenIngress, removed: readonly RouteCell[]): void {
  const before: RawSpec = { tls: structuredClone(open.spec.tls ?? []) }
  for (const route of removed) {
    if (route.before?.kubernetes?.certificate !== undefined && isLeft(open, hostBefore(route))) dropHost(open.spec, hostBefore(route))
  }
  const wanted = open.cells.filter((one): one is RouteCell & { wanted: NonNullable<RouteCell['wanted']> } => one.wanted !== null && one.cell.item !== null)
  for (const route of wanted) certify(scene, open, route)
  const changed = open.cells.filter(({ wanted: by, cell }) => {
    const host = hostOf(cell)
    return by === null && cell.item && tlsEntryFor(before, host)?.secretName !== tlsEntryFor(open.spec, host)?.secretName
  })
  if (changed.length === 0 || scene.options.allowShared) return
  const ingress = `${open.ref.namespace}/${open.ref.name}`
  const routes = changed.map(({ name }) => name).join(', ')
  const hosts = new Set(changed.map(({ cell }) => hostOf(cell)))
  const by = wanted.find(({ cell }) => hosts.has(hostOf(cell))) ?? wanted[0]
  if (by) scene.issue(by.wanted.index, PATH, 'SHARED', `The Ingress ${ingress} shows one certificate for a host: ${routes} would change, too`, { ingress, routes })
}
