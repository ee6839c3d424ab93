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

/** Which of a bundle of certificates cannot be read, counted from 1; null: all can, and there is one at least. */
export function unreadableOf(bundle: string): number | null {
  const blocks = bundle.match(BLOCK) ?? []
  if (blocks.length === 0) return 1
  const bad = blocks.findIndex((block) => !readCertificate(block))
  return bad === -1 ? null : bad + 1
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
