import { createHash } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { CompiledCertificate } from '#lib/snapshot/snapshot.ts'
import { redact } from '#lib/snapshot/codec.ts'

/** Contexts by digest of certificate and key; one that is unchanged is taken over into the next snapshot. */
export type SecureContexts = Map<string, SecureContext>

export type Certificates = {
  /** Exact name, then `*.` for the first label (RFC 6125 §6.4.3), then the default certificate. Undefined: none is meant for this name. */
  choose(serverName: string): SecureContext | undefined
  /** Of a client that names no server: the default certificate, if there is one. */
  fallback: { cert: string; key: string } | null
  /** One line for each certificate that did not load. */
  warnings: string[]
}

const digestOf = ({ cert, key }: CompiledCertificate) => createHash('sha256').update(cert).update('\0').update(key).digest('base64')

/**
 * Loads the certificates of a snapshot. One that does not load is left out with a warning; of two for the same name the
 * first wins. `contexts` is brought to exactly those in use.
 */
export function loadCertificates(certificates: readonly CompiledCertificate[], contexts: SecureContexts): Certificates {
  const byName = new Map<string, SecureContext>()
  const warnings: string[] = []
  let fallback: Certificates['fallback'] = null
  const used: SecureContexts = new Map()
  for (const certificate of certificates) {
    const digest = digestOf(certificate)
    try {
      const context = contexts.get(digest) ?? createSecureContext({ cert: certificate.cert, key: certificate.key, minVersion: 'TLSv1.2' })
      used.set(digest, context)
      if (certificate.snis.includes('*')) fallback ??= { cert: certificate.cert, key: certificate.key }
      for (const sni of certificate.snis) if (!byName.has(sni)) byName.set(sni, context)
    } catch (error) {
      warnings.push(`Certificate "${certificate.name}" does not load: ${redact((error as Error).message)}`)
    }
  }
  contexts.clear()
  for (const [digest, context] of used) contexts.set(digest, context)
  return {
    fallback,
    warnings,
    choose(serverName) {
      const name = serverName.toLowerCase().replace(/\.$/, '')
      return byName.get(name) ?? byName.get(name.replace(/^[^.]+/, '*')) ?? byName.get('*')
    },
  }
}
