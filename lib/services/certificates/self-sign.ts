import { isIP } from 'node:net'
import { webcrypto } from 'node:crypto'

const DAY_MS = 86_400_000
/** A client's clock may be a little behind ours. */
const SKEW_MS = 3_600_000

const pem = (label: string, der: ArrayBuffer) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

/**
 * A self-signed ECDSA P-256 certificate and its key, as PEM.
 * @param names SNIs; the first one is the subject's common name
 */
export async function selfSign(names: string[], days: number, now: Date): Promise<{ cert: string; key: string }> {
  // Loaded here because it is large and rarely needed; it relies on reflect-metadata being there first.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const crypto = webcrypto as unknown as Crypto
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // A common name has at most 64 characters (RFC 5280, ub-common-name).
      name: [{ CN: [(names[0] ?? '').slice(0, 64)] }],
      notBefore: new Date(now.getTime() - SKEW_MS),
      notAfter: new Date(now.getTime() + days * DAY_MS),
      signingAlgorithm: algorithm,
      keys: keys as unknown as CryptoKeyPair,
      extensions: [
        new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))),
        new x509.BasicConstraintsExtension(false),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    },
    crypto,
  )
  return {
    cert: pem('CERTIFICATE', certificate.rawData),
    key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
  }
}
