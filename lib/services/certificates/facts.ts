import { X509Certificate, type KeyObject } from 'node:crypto'
import { validityOf } from '#lib/compile/certificates.ts'
import type { CertificateFacts } from '#lib/model/certificate.ts'

const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

function keyTypeOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return `RSA ${asymmetricKeyDetails?.modulusLength ?? ''}`.trim()
    case 'ec': {
      const curve = asymmetricKeyDetails?.namedCurve ?? ''
      return `ECDSA ${CURVES[curve] ?? curve}`.trim()
    }
    case 'ed25519':
      return 'Ed25519'
    case 'ed448':
      return 'Ed448'
    default:
      return asymmetricKeyType ?? 'unknown'
  }
}

/** node prints one attribute a line, the least specific first or not, as the certificate has it. */
const oneLine = (name: string | undefined) => (name ?? '').trim().split('\n').join(', ')

/** `DNS:shop.test, IP Address:10.0.0.1` → the names; a certificate without any is known by its common name. */
function namesOf({ subjectAltName, subject }: X509Certificate): string[] {
  const names = (subjectAltName ?? '')
    .split(/,\s*/)
    .map((part) => /^(?:DNS|IP Address):(.+)$/.exec(part)?.[1])
    .filter((name) => name !== undefined)
  if (names.length > 0) return names
  const common = /(?:^|\n)CN=(.+)/.exec(subject ?? '')?.[1]
  return common === undefined ? [] : [common]
}

/**
 * What the first certificate of a PEM text says of itself, or null where it cannot be read.
 * @param cert PEM: the leaf first, then its chain
 */
export function certificateFacts(cert: string): CertificateFacts | null {
  try {
    const parsed = new X509Certificate(cert)
    const validity = validityOf(parsed)
    if (!validity) return null
    return {
      subject: oneLine(parsed.subject),
      names: namesOf(parsed),
      issuer: oneLine(parsed.issuer),
      serialNumber: parsed.serialNumber,
      notBefore: validity.from.toISOString(),
      notAfter: validity.to.toISOString(),
      fingerprint: parsed.fingerprint256,
      keyType: keyTypeOf(parsed.publicKey),
    }
  } catch {
    return null
  }
}
