import { X509Certificate, createPrivateKey } from 'node:crypto'
import { validityOf } from '#lib/compile/certificates.ts'

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

export type PairProblem = 'certUnreadable' | 'keyUnreadable' | 'keyMismatch'

function read<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch {
    return null
  }
}

/** OpenSSL reads certificates whose dates mean nothing; they could neither be shown nor expire. */
function readCertificate(block: string): X509Certificate | null {
  const certificate = read(() => new X509Certificate(block))
  if (!certificate) return null
  return validityOf(certificate) ? certificate : null
}

/** What is wrong with a certificate and its key, or null: each of the chain must be readable, and the key the leaf's. */
export function pairProblem(cert: string, key: string): PairProblem | null {
  const chain = (cert.match(BLOCK) ?? []).map((block) => readCertificate(block))
  const leaf = chain[0]
  if (!leaf || chain.includes(null)) return 'certUnreadable'
  const privateKey = read(() => createPrivateKey(key))
  if (!privateKey) return 'keyUnreadable'
  return leaf.checkPrivateKey(privateKey) ? null : 'keyMismatch'
}
