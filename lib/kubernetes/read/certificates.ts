import type { Certificate } from '#lib/model/certificate.ts'
import type { Declared, Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import { objectKeyOf, type ObjectKey, type SecretState, type V1Ingress, type V1Secret } from '../objects.ts'
import { guarded, sourceOf } from './finding.ts'
import { keyPairOf, readSecret, type KeyPair, type Read } from './secret.ts'
import { certificateName } from './service.ts'

/** What is kept of certificates from one reading to the next, found by identity. */
export type CertificateMemo = { pairs: Map<V1Secret, Read<KeyPair>>; declared: Map<ObjectKey, Kept> }

type Kept = { pair: Read<KeyPair>; snis: string; declared: Declared<Certificate> }
type Secrets = ReadonlyMap<ObjectKey, SecretState>

export const certificateMemo = (): CertificateMemo => ({ pairs: new Map(), declared: new Map() })

export type CertificatesRead = { certificates: Declared<Certificate>[]; diagnostics: Diagnostic[]; wanted: Set<ObjectKey> }

/** An entry of `spec.tls` whose Secret can be used. */
type Entry = { key: ObjectKey; hosts: string[]; ingress: V1Ingress }

const DEFAULT = '*'

const compareAge = (a: Entry, b: Entry): number => {
  const [left, right] = [a.ingress.metadata, b.ingress.metadata]
  if (left.creationTimestamp !== right.creationTimestamp) return left.creationTimestamp < right.creationTimestamp ? -1 : 1
  return `${left.namespace}/${left.name}` < `${right.namespace}/${right.name}` ? -1 : 1
}

const ruleHosts = ({ spec }: V1Ingress): string[] => (spec.rules ?? []).flatMap(({ host }) => (host ? [host.toLowerCase()] : []))

/**
 * Which names each Secret serves: every name belongs to the oldest Ingress that claims it. An entry without hosts is the
 * default certificate; a younger one serves the hosts of its own Ingress instead, where no entry names them.
 */
function namesBySecret(entries: readonly Entry[]): Map<ObjectKey, Set<string>> {
  const names = new Map<ObjectKey, Set<string>>()
  const owners = new Map<string, ObjectKey>()
  const claim = (name: string, key: ObjectKey) => {
    if ((owners.get(name) ?? key) !== key) return
    owners.set(name, key)
    const all = names.get(key)
    if (all) all.add(name)
    else names.set(key, new Set([name]))
  }
  const ordered = entries.toSorted(compareAge)
  for (const { key, hosts } of ordered) for (const host of hosts) claim(host, key)
  for (const { key, hosts, ingress } of ordered) {
    if (hosts.length > 0) continue
    claim(DEFAULT, key)
    if (owners.get(DEFAULT) !== key) for (const host of ruleHosts(ingress)) claim(host, key)
  }
  return names
}

type EntriesRead = { wanted: ObjectKey[]; entries: Entry[]; diagnostics: Diagnostic[] }

const NOTHING: EntriesRead = { wanted: [], entries: [], diagnostics: [] }

function entriesOf(ingress: V1Ingress, source: SourceRef, secrets: Secrets, pairOf: (secret: V1Secret) => Read<KeyPair>): EntriesRead {
  if (!ingress.spec?.tls) return NOTHING
  const read: EntriesRead = { wanted: [], entries: [], diagnostics: [] }
  const { namespace } = ingress.metadata
  ingress.spec.tls.forEach(({ hosts, secretName: name }, place) => {
    if (!name) return
    const key = `${namespace}/${name}`
    read.wanted.push(key)
    const found = readSecret(secrets.get(key), { source, field: `spec.tls.${place}.secretName`, namespace, name }, pairOf)
    if (found && 'code' in found) read.diagnostics.push(found)
    else if (found) read.entries.push({ key, hosts: (hosts ?? []).map((host) => host.toLowerCase()), ingress })
  })
  return read
}

/**
 * Certificates of the Secrets that our Ingresses name in `spec.tls`.
 * @param clients Secrets whose pairs are shown to targets: they are certificates too, whether or not they serve a name
 */
export function readCertificates(
  workspace: string,
  ours: readonly V1Ingress[],
  clients: ReadonlySet<ObjectKey>,
  secrets: Secrets,
  memo: CertificateMemo,
): CertificatesRead {
  const diagnostics: Diagnostic[] = []
  const wanted = new Set<ObjectKey>()
  const entries: Entry[] = []
  const pairs: CertificateMemo['pairs'] = new Map()
  const pairOf = (secret: V1Secret): Read<KeyPair> => {
    const pair = pairs.get(secret) ?? memo.pairs.get(secret) ?? keyPairOf(secret)
    pairs.set(secret, pair)
    return pair
  }
  for (const ingress of ours) {
    const { namespace, name } = ingress.metadata
    const origin = { kind: 'Ingress', namespace, name }
    const read = guarded(workspace, origin, diagnostics, () => entriesOf(ingress, sourceOf(workspace, origin), secrets, pairOf))
    if (!read) continue
    for (const key of read.wanted) wanted.add(key)
    for (const found of read.diagnostics) diagnostics.push(found)
    for (const entry of read.entries) entries.push(entry)
  }
  const names = namesBySecret(entries)
  for (const key of clients) if (!names.has(key)) names.set(key, new Set())
  const certificates: Declared<Certificate>[] = []
  const kept: CertificateMemo['declared'] = new Map()
  for (const [key, snis] of names) {
    const secret = secrets.get(key) as V1Secret
    const pair = pairOf(secret)
    if (!('value' in pair)) continue
    const sorted = [...snis].sort()
    const known = memo.declared.get(key)
    const isSame = known?.pair === pair && known.snis === sorted.join(' ')
    const declared = isSame ? known.declared : declareCertificate(workspace, secret, pair.value, sorted)
    kept.set(key, { pair, snis: sorted.join(' '), declared })
    certificates.push(declared)
  }
  memo.pairs = pairs
  memo.declared = kept
  return { certificates, diagnostics, wanted }
}

function declareCertificate(workspace: string, { metadata }: V1Secret, pair: KeyPair, snis: string[]): Declared<Certificate> {
  const name = certificateName(objectKeyOf(metadata))
  const origin = { kind: 'Secret', namespace: metadata.namespace, name: metadata.name }
  const source = { workspace, kind: 'certificates', name, origin }
  return { object: { name, ...pair, snis, tags: [] }, source, createdAt: metadata.creationTimestamp }
}
