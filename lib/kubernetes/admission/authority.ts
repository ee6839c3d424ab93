import { webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** PEM texts: a certificate and its PKCS #8 key. */
export type Pair = { cert: string; key: string }

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
/** A clock of the API server may be a little behind ours. */
const SKEW_MS = 3_600_000

const pem = (label: string, der: ArrayBuffer) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

const derOf = (text: string) => Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64')

async function load() {
  // Large, and needed a few times a year; it relies on reflect-metadata being there first.
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

const crypto = webcrypto as unknown as Crypto
const newKeys = async () => (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as unknown as CryptoKeyPair

async function pairOf(certificate: { rawData: ArrayBuffer }, keys: CryptoKeyPair): Promise<Pair> {
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as unknown as webcrypto.CryptoKey)
  return { cert: pem('CERTIFICATE', certificate.rawData), key: pem('PRIVATE KEY', key) }
}

/** When a certificate begins to hold, without the hour that it begins too early, and when it ends; ms since the epoch. */
export function lifeOf({ cert }: Pick<Pair, 'cert'>): { from: number; to: number } {
  const { validFromDate, validToDate } = new X509Certificate(cert)
  return { from: validFromDate.getTime() + SKEW_MS, to: validToDate.getTime() }
}

/** An authority that signs certificates of servers, and nothing else. */
export async function makeAuthority(now: number, lifeMs: number): Promise<Pair> {
  const x509 = await load()
  const keys = await newKeys()
  // Names of its own, so that nobody takes one authority for the next.
  const name = `sluice-webhook ${new Date(now).toISOString()}`
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [name] }],
      notBefore: new Date(now - SKEW_MS),
      notAfter: new Date(now + lifeMs),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  )
  return pairOf(certificate, keys)
}

/** A server's certificate for these names, DNS or addresses, that does not outlive its authority. */
export async function issue(authority: Pair, names: readonly string[], now: number, lifeMs: number): Promise<Pair> {
  const x509 = await load()
  const keys = await newKeys()
  const issuer = new x509.X509Certificate(authority.cert)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', derOf(authority.key), ALGORITHM, false, ['sign'])
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: [{ CN: ['sluice-webhook'] }],
      issuer: issuer.subject,
      notBefore: new Date(now - SKEW_MS),
      notAfter: new Date(Math.min(now + lifeMs, issuer.notAfter.getTime())),
      signingAlgorithm: ALGORITHM,
      signingKey: signingKey as unknown as CryptoKey,
      publicKey: keys.publicKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))),
        new x509.BasicConstraintsExtension(false),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, crypto),
      ],
    },
    crypto,
  )
  return pairOf(certificate, keys)
}

/** Whether an authority signed a certificate. */
export const hasSigned = (authority: Pick<Pair, 'cert'>, { cert }: Pick<Pair, 'cert'>): boolean =>
  new X509Certificate(cert).verify(new X509Certificate(authority.cert).publicKey)

/** The names of a server's certificate, sorted. */
export const namesOf = ({ cert }: Pick<Pair, 'cert'>): string[] =>
  (new X509Certificate(cert).subjectAltName ?? '').split(', ').map((one) => one.replace(/^[^:]+:/, '')).sort()
