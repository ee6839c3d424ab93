import { certificateName } from '../../read/names.ts'
import type { RawSpec, RawTls } from './cells.ts'
import type { Scene } from '../scene.ts'

type Named = RawTls & { secretName: string }

const isNamed = (entry: RawTls): entry is Named => Boolean(entry.secretName)
const names = ({ hosts }: RawTls, host: string) => (hosts ?? []).some((one) => one.toLowerCase() === host)

/** The entry of `spec.tls` whose Secret is shown for a host: by name, by wildcard, or one without hosts. */
export function tlsEntryFor({ tls = [] }: RawSpec, host: string): Named | undefined {
  const named = tls.filter(isNamed)
  const wildcard = host.replace(/^[^.]+/, '*')
  return named.find((entry) => names(entry, host)) ?? named.find((entry) => names(entry, wildcard)) ?? named.find(({ hosts }) => (hosts ?? []).length === 0)
}

const tidy = (spec: RawSpec, tls: RawTls[]): void => {
  if (tls.length > 0) spec.tls = tls
  else delete spec.tls
}

const isExact = (entry: RawTls, host: string) => host !== '' && isNamed(entry) && names(entry, host)

/** Takes a host out of the entries that name it; one that names no other goes, since without hosts it would be for all of them. */
export function dropHost(spec: RawSpec, host: string): void {
  if (!spec.tls?.some((entry) => isExact(entry, host))) return
  const left = spec.tls.flatMap((entry): RawTls[] => {
    if (!isExact(entry, host)) return [entry]
    const hosts = entry.hosts!.filter((one) => one.toLowerCase() !== host)
    return hosts.length > 0 ? [{ ...entry, hosts }] : []
  })
  tidy(spec, left)
}

/** A route has gone to another host, and nothing is left of the old one: its name in `spec.tls` goes with it. */
export function renameHost(spec: RawSpec, before: string, after: string): void {
  const rename = (host: string) => (host.toLowerCase() === before ? after : host)
  if (spec.tls && !spec.tls.some((entry) => isExact(entry, after))) {
    spec.tls = spec.tls.map((entry) => (isExact(entry, before) ? { ...entry, hosts: entry.hosts!.map(rename) } : entry))
  } else dropHost(spec, before)
}

/** Shows a Secret for a host: in the entry of the Secret, in that of the host alone, or in a new one. */
export function coverHost(spec: RawSpec, host: string, secretName: string): void {
  const isAlone = (entry: RawTls) => isNamed(entry) && (entry.hosts ?? []).length === (host === '' ? 0 : 1) && (host === '' || names(entry, host))
  const isTaken = (entry: RawTls) => entry.secretName === secretName && (entry.hosts ?? []).length > 0
  const own = spec.tls?.find(isAlone)
  if (own && (host === '' || !spec.tls!.some(isTaken))) {
    spec.tls = spec.tls!.map((entry) => (entry === own ? { ...entry, secretName } : entry))
    return
  }
  dropHost(spec, host)
  const known = host === '' ? undefined : spec.tls?.find(isTaken)
  if (known) spec.tls = spec.tls!.map((entry) => (entry === known ? { ...entry, hosts: [...entry.hosts!, host] } : entry))
  else spec.tls = [...(spec.tls ?? []), host === '' ? { secretName } : { hosts: [host], secretName }]
}

/**
 * Shows no Secret for a host.
 * @param others hosts of the other routes of the Ingress
 * @returns false: an entry for several names covers it, and others have that, too
 */
export function uncoverHost(spec: RawSpec, host: string, others: readonly string[]): boolean {
  dropHost(spec, host)
  const wide = tlsEntryFor(spec, host)
  if (!wide) return true
  if (others.some((other) => tlsEntryFor(spec, other) === wide)) return false
  const wildcard = host.replace(/^[^.]+/, '*')
  if ((wide.hosts ?? []).length === 0) tidy(spec, spec.tls!.filter((entry) => entry !== wide))
  else dropHost(spec, wildcard)
  return tlsEntryFor(spec, host) === undefined
}

const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

/** The Secret of a namespace that a certificate of ours is; null: it is none of that namespace. */
export function secretOfCertificate(scene: Scene, namespace: string, certificate: string, { tls = [] }: RawSpec): string | null {
  const isIt = (secret: string) => certificateName(`${namespace}/${secret}`) === certificate
  const plain = certificate.startsWith(`${namespace}.`) ? certificate.slice(namespace.length + 1) : ''
  if (OBJECT_NAME.test(plain) && isIt(plain)) return plain
  const { secrets, ownSecrets } = scene.objects()
  const there = [...secrets.keys(), ...ownSecrets.keys()].filter((key) => key.startsWith(`${namespace}/`)).map((key) => key.slice(namespace.length + 1))
  return [...tls.flatMap(({ secretName }) => secretName ?? []), ...there].find(isIt) ?? null
}
