import type { Certificate } from '#lib/model/certificate.ts'
import type { Declared, Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import { objectKeyOf, type ObjectKey, type SecretState, type V1Ingress, type V1Secret } from '../objects.ts'
import { finding, guarded, sourceOf } from './finding.ts'
import { claim as enter, isOfOneNamespace, isOlder, ruleHosts, type Owner, type Owners } from './owners.ts'
import { keyPairOf, readSecret, type KeyPair, type Read } from './secret.ts'
import { certificateName } from './names.ts'

/** What is kept of certificates from one reading to the next, found by identity. */
export type CertificateMemo = { pairs: Map<V1Secret, Read<KeyPair>>; declared: Map<ObjectKey, Kept> }

type Kept = { pair: Read<KeyPair>; snis: string; declared: Declared<Certificate> }
type Secrets = ReadonlyMap<ObjectKey, SecretState>

export const certificateMemo = (): CertificateMemo => ({ pairs: new Map(), declared: new Map() })

export type CertificatesRead = { certificates: Declared<Certificate>[]; diagnostics: Diagnostic[]; wanted: Set<ObjectKey> }

/** An entry of `spec.tls`, with its field; usable: its Secret holds a pair. */
type Entry = { key: ObjectKey; hosts: string[]; ingress: V1Ingress; field: string; isUsable: boolean }

const DEFAULT = '*'

// Of one age they stand in the order of their keys, and stay in it.
const compareAge = ({ ingress: { metadata: a } }: Entry, { ingress: { metadata: b } }: Entry): number =>
  a.creationTimestamp === b.creationTimestamp ? 0 : a.creationTimestamp < b.creationTimestamp ? -1 : 1

const wildcardOf = (name: string) => `*${name.slice(name.indexOf('.'))}`

/** Whose a name is: of the oldest Ingress with a rule for it, or with an entry of `spec.tls` that names it or its wildcard. */
function nameOwners(entries: readonly Entry[], rules: Owners): (name: string) => V1Ingress | undefined {
  const named = new Map<string, Owner>()
  for (const { hosts, ingress } of entries) for (const host of hosts) enter(named, host, ingress)
  return (name) => {
    let oldest: V1Ingress | undefined
    for (const owner of [rules.get(name), named.get(name), named.get(wildcardOf(name))]) {
      if (owner && (!oldest || isOlder(owner.ingress, oldest))) oldest = owner.ingress
    }
    return oldest
  }
}

/**
 * Which names each Secret serves: every name belongs to a namespace, and there to the oldest Ingress that claims it. An entry
 * without hosts is the default certificate, if it is the oldest, and serves the hosts of its own Ingress where no entry names them.
 * @param refuse told of names that belong to others
 */
function namesBySecret(entries: readonly Entry[], rules: Owners, refuse: (entry: Entry, place: number, owner: V1Ingress) => void): Map<ObjectKey, Set<string>> {
  const names = new Map<ObjectKey, Set<string>>()
  const owners = new Map<string, ObjectKey>()
  const claim = (name: string, key: ObjectKey) => {
    if ((owners.get(name) ?? key) !== key) return
    owners.set(name, key)
    const all = names.get(key)
    if (all) all.add(name)
    else names.set(key, new Set([name]))
  }
  const ownerOf = nameOwners(entries, rules)
  const isOthers = (name: string, ingress: V1Ingress) => {
    const owner = ownerOf(name)
    return owner !== undefined && !isOfOneNamespace(owner, ingress) ? owner : null
  }
  const ordered = entries.toSorted(compareAge)
  for (const entry of ordered) {
    entry.hosts.forEach((host, place) => {
      const owner = isOthers(host, entry.ingress)
      if (owner) refuse(entry, place, owner)
      else if (entry.isUsable) claim(host, entry.key)
    })
  }
  for (const { key, hosts, ingress, isUsable } of ordered) {
    if (hosts.length > 0 || !isUsable) continue
    claim(DEFAULT, key)
    for (const host of ruleHosts(ingress)) if (host !== '' && !isOthers(host, ingress)) claim(host, key)
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
    const isUsable = found !== null && !('code' in found)
    read.entries.push({ key, hosts: (hosts ?? []).map((host) => host.toLowerCase()), ingress, field: `spec.tls.${place}`, isUsable })
  })
  return read
}

/**
 * Certificates of the Secrets that our Ingresses name in `spec.tls`.
 * @param rules whose the hosts of rules are
 * @param clients Secrets whose pairs are shown to targets: they are certificates too, whether or not they serve a name
 */
export function readCertificates(
  workspace: string,
  ours: readonly V1Ingress[],
  rules: Owners,
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
  const names = namesBySecret(entries, rules, ({ ingress, field, hosts }, place, owner) => {
    const params = { name: hosts[place]!, winner: objectKeyOf(owner.metadata) }
    const message = `The name ${params.name} belongs to the Ingress ${params.winner} of another namespace, and this certificate is not used for it; take the name out`
    const { namespace, name } = ingress.metadata
    diagnostics.push(finding(sourceOf(workspace, { kind: 'Ingress', namespace, name }), 'TLS_NAME_TAKEN', `${field}.hosts.${place}`, message, params))
  })
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

/** The certificate of ours that a Secret is. */
export function declareCertificate(workspace: string, { metadata }: V1Secret, pair: KeyPair, snis: string[]): Declared<Certificate> {
  const name = certificateName(objectKeyOf(metadata))
  const origin = { kind: 'Secret', namespace: metadata.namespace, name: metadata.name }
  const source = { workspace, kind: 'certificates', name, origin }
  return { object: { name, ...pair, snis, tags: [] }, source, createdAt: metadata.creationTimestamp }
}
