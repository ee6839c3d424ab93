import { CertificatePem, Pem } from '#lib/model/common.ts'
import type { Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import type { SecretState, V1Secret } from '../objects.ts'
import { finding } from './finding.ts'

/** What a Secret holds of use, or what is missing there; never a part of what it holds. */
export type Read<T> = { value: T } | { missing: string }

export type KeyPair = { cert: string; key: string }

const decoded = (secret: V1Secret, key: string): string | undefined => {
  const text = secret.data?.[key]
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8')
}

// Some put certificate and key into one file: only the certificates may stand where they can be seen.
const CERTIFICATE = /-----BEGIN ([A-Z0-9 ]*)CERTIFICATE-----[^-]+-----END \1CERTIFICATE-----/g
const certificatesIn = (text: string) => (text.match(CERTIFICATE) ?? []).map((one) => `${one}\n`).join('')

/** The key pair of a Secret of any type: `tls.crt` and `tls.key`. */
export function keyPairOf(secret: V1Secret): Read<KeyPair> {
  const cert = decoded(secret, 'tls.crt')
  const key = decoded(secret, 'tls.key')
  if (!cert) return { missing: 'it has no "tls.crt"' }
  if (!key) return { missing: 'it has no "tls.key"' }
  const certificates = CertificatePem.safeParse(certificatesIn(cert))
  if (!certificates.success) return { missing: '"tls.crt" holds no certificate in PEM' }
  if (!Pem.safeParse(key).success || !key.includes('PRIVATE KEY-----')) return { missing: '"tls.key" holds no private key in PEM' }
  return { value: { cert: certificates.data, key } }
}

/** The authorities of a Secret: `ca.crt`. */
export function authoritiesOf(secret: V1Secret): Read<string> {
  const text = decoded(secret, 'ca.crt')
  if (!text) return { missing: 'it has no "ca.crt"' }
  const certificates = CertificatePem.safeParse(certificatesIn(text))
  return certificates.success ? { value: certificates.data } : { missing: '"ca.crt" holds no certificate in PEM' }
}

/** Where a Secret is referred to. */
export type SecretUse = { source: SourceRef; field: string; namespace: string; name: string }

/**
 * What a Secret that is referred to gives, or a diagnostic where it gives nothing; null while it is not known yet, of which
 * there is nothing to say.
 */
export function readSecret<T>(state: SecretState | undefined, use: SecretUse, read: (secret: V1Secret) => Read<T>): T | Diagnostic | null {
  const { source, field, namespace, name } = use
  if (state === undefined) return null
  const key = `${namespace}/${name}`
  const params = { name, namespace }
  if (state === 'absent') return finding(source, 'SECRET_NOT_FOUND', field, `There is no Secret ${key}; create it, or name another one`, params)
  if (state === 'forbidden') {
    return finding(source, 'SECRET_FORBIDDEN', field, `The account of this workspace may not read the Secret ${key}; allow it by a Role`, params)
  }
  const found = read(state)
  if ('value' in found) return found.value
  return finding(source, 'SECRET_INVALID', field, `The Secret ${key} cannot be used: ${found.missing}`, { ...params, reason: found.missing })
}
