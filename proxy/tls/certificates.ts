import { createHash, X509Certificate } from 'node:crypto'
import { finish, type Slices } from '#lib/routing/slices.ts'
import { redact } from '#lib/snapshot/redact.ts'
import type { CompiledCertificate } from '#lib/snapshot/snapshot.ts'
import { policyIdOf } from './client-certificates.ts'
import type { Credentials, Identities, Identity } from './identities.ts'

/** The certificates of a snapshot, by the names that they are served for. */
export type Certificates = {
  /** What a connection to this name is served with (`''`: the client names none). */
  identityOf(serverName: string): Identity
  /** What must be the same for one connection to serve two names; empty: clients are not asked for certificates. */
  policyOf(serverName: string): string
  /** One line for each certificate that did not load. */
  warnings: string[]
}

/** So many certificates are loaded between two pauses: about a millisecond. */
const TURN = 4

/**
 * Loads the certificates of a snapshot, a little at a time. One that does not load is left out with a warning; if it asks
 * clients for certificates, its names still do so. Of two for the same name the first wins, except that one of the same
 * workspace with another type of key joins it: clients choose between RSA and ECDSA.
 */
export function* certificateSlices(certificates: readonly CompiledCertificate[], identities: Identities): Slices<Certificates> {
  const served = new Map<string, Served>()
  const pairs = new Set<string>()
  const warnings: string[] = []
  for (const [index, certificate] of certificates.entries()) {
    if (index % TURN === 0) yield
    const credentials = credentialsOf(certificate, identities, pairs, warnings)
    if (!credentials) continue
    for (const name of certificate.snis) {
      const present = served.get(name)
      if (!present) served.set(name, { workspace: certificate.workspace, credentials, keyTypes: null })
      else join(present, certificate.workspace, credentials)
    }
  }
  const byName = new Map([...served].map(([name, { credentials }]) => [name, credentials]))
  identities.retain(new Set([...byName.values()].map(({ digest }) => digest)), pairs)
  return lookup(byName, warnings, identities)
}

/** As {@link certificateSlices}, at once. */
export const loadCertificates = (certificates: readonly CompiledCertificate[], identities: Identities): Certificates =>
  finish(certificateSlices(certificates, identities))

const digestOf = (...texts: string[]): string => createHash('sha256').update(texts.join('\0')).digest('base64url')

function credentialsOf(certificate: CompiledCertificate, identities: Identities, pairs: Set<string>, warnings: string[]): Credentials | null {
  const { name, cert, key, clientCertificates: asked } = certificate
  const pair = digestOf(cert, key)
  pairs.add(pair)
  const problem = identities.problemOf(pair, { cert, key })
  if (problem !== null) {
    warnings.push(`Certificate "${name}" does not load: ${redact(problem)}`)
    return asked && identities.own(asked)
  }
  const policy = policyIdOf(asked)
  return { digest: policy === '' ? pair : digestOf(pair, policy), pairs: [{ cert, key }], asked, policy }
}

/** `keyTypes` is found out when a second certificate wants the name. */
type Served = { workspace: string; credentials: Credentials; keyTypes: Set<string> | null }

function join(present: Served, workspace: string, { digest, pairs, policy }: Credentials): void {
  const { credentials } = present
  if (present.workspace !== workspace || credentials.policy !== policy) return
  present.keyTypes ??= new Set(credentials.pairs.map(keyType))
  const added = pairs.filter((pair) => !present.keyTypes!.has(keyType(pair)))
  if (added.length === 0) return
  for (const pair of added) present.keyTypes.add(keyType(pair))
  present.credentials = { ...credentials, digest: digestOf(credentials.digest, digest), pairs: [...credentials.pairs, ...added] }
}

const keyType = ({ cert }: { cert: string }): string => new X509Certificate(cert).publicKey.asymmetricKeyType ?? ''

function lookup(byName: ReadonlyMap<string, Credentials>, warnings: string[], identities: Identities): Certificates {
  // Exact name, then `*` for the first label (RFC 6125 §6.4.3), then the default certificate.
  const find = (serverName: string): Credentials | undefined => {
    const name = (serverName.endsWith('.') ? serverName.slice(0, -1) : serverName).toLowerCase()
    const exact = byName.get(name)
    if (exact) return exact
    const dot = name.indexOf('.')
    return (dot > 0 ? byName.get(`*${name.slice(dot)}`) : undefined) ?? byName.get('*')
  }
  // Asked for each request over TLS; where nobody is asked for a certificate, there is one answer.
  const isUniform = ![...byName.values()].some(({ policy }) => policy !== '')
  return {
    warnings,
    identityOf: (serverName) => identities.identityOf(find(serverName) ?? identities.own(null)),
    policyOf: (serverName) => (isUniform ? '' : (find(serverName)?.policy ?? '')),
  }
}
