import type { Route } from '#lib/model/route.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import type { V1Ingress } from '../objects.ts'
import type { ReachCode, ReachFinding } from './finding.ts'

const OF_SECRETS: readonly string[] = ['SECRET_NOT_FOUND', 'SECRET_FORBIDDEN', 'SECRET_INVALID', 'TLS_NAME_TAKEN'] satisfies ReachCode[]
const OF_CERTIFICATES: readonly string[] = ['CERTIFICATE_EXPIRED', 'CERTIFICATE_NAME_MISMATCH'] satisfies ReachCode[]

const wildcardOf = (host: string) => host.replace(/^[^.]+/, '*')

function isFor(hosts: readonly string[] | undefined, host: string): boolean {
  const named = (hosts ?? []).map((one) => one.toLowerCase())
  return named.length === 0 || named.includes(host) || named.includes(wildcardOf(host))
}

/** What is wrong with the certificate of a route's host: over http it is reached all the same. */
export function tlsFindings(
  route: Route,
  { spec }: V1Ingress,
  ofIngress: readonly Diagnostic[],
  diagnosticsOf: (of: string) => readonly Diagnostic[],
): ReachFinding[] {
  const host = route.hosts[0] ?? ''
  const limited = ({ code, params, message }: Diagnostic): ReachFinding => ({ code: code as ReachCode, effect: 'limited', params: { ...params, host, message } })
  const ofEntries = ofIngress.filter(({ code, field = '' }) => {
    const [, place, , hostPlace] = /^spec\.tls\.(\d+)(\.hosts\.(\d+))?/.exec(field) ?? []
    if (place === undefined || !OF_SECRETS.includes(code)) return false
    const hosts = spec.tls?.[Number(place)]?.hosts
    return hostPlace === undefined ? isFor(hosts, host) : isFor(hosts?.slice(Number(hostPlace), Number(hostPlace) + 1), host)
  })
  const certificate = route.kubernetes?.certificate
  const ofPair = (certificate === undefined ? [] : diagnosticsOf(`certificates/${certificate}`)).filter(
    ({ code, params }) => OF_CERTIFICATES.includes(code) && (params.sni === undefined || params.sni === host),
  )
  return [...ofEntries, ...ofPair].map(limited)
}
