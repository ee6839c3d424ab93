import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, SubjectAlternativeNameExtension, X509CertificateGenerator, type JsonName } from '@peculiar/x509'

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 }
const DAY_MS = 86_400_000
const crypto = webcrypto as unknown as Crypto

export type Issued = { cert: string; key: string }
export type Authority = { cert: string; issue(subject: string | JsonName, options?: { names?: string[]; days?: number; keyType?: 'ec' | 'rsa' }): Promise<Issued> }

const makeKeys = async (algorithm: typeof EC | typeof RSA) => (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as unknown as CryptoKeyPair

const pem = async (key: CryptoKey) => {
  const der = await webcrypto.subtle.exportKey('pkcs8', key as unknown as webcrypto.CryptoKey)
  return `-----BEGIN PRIVATE KEY-----\n${Buffer.from(der).toString('base64').replace(/.{1,64}/g, '$&\n')}-----END PRIVATE KEY-----\n`
}

/** A certificate authority of a test. `subject` as in RFC 4514: `CN=anna,O=Acme`. */
export async function makeAuthority(subject = 'CN=Test authority'): Promise<Authority> {
  const keys = await makeKeys(EC)
  const root = await X509CertificateGenerator.createSelfSigned(
    { name: subject, keys, signingAlgorithm: EC, notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS), extensions: [new BasicConstraintsExtension(true, undefined, true)] },
    crypto,
  )
  return {
    cert: root.toString('pem'),
    async issue(name, { names = [], days = 1, keyType = 'ec' } = {}) {
      const own = await makeKeys(keyType === 'ec' ? EC : RSA)
      const leaf = await X509CertificateGenerator.create(
        {
          subject: name, issuer: root.subject, publicKey: own.publicKey, signingKey: keys.privateKey, signingAlgorithm: EC,
          notBefore: new Date(Date.now() - 2 * DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS),
          extensions: [
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
            ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))] : []),
          ],
        },
        crypto,
      )
      return { cert: leaf.toString('pem'), key: await pem(own.privateKey) }
    },
  }
}
