import { z } from 'zod'
import { CertificatePem, Name, noDuplicates, Pem, ServedName, Tags } from './common.ts'

export const ClientCertificateMode = z.enum(['optional', 'required'])
export type ClientCertificateMode = z.infer<typeof ClientCertificateMode>

/**
 * What clients show of themselves (mTLS, nginx `ssl_verify_client`). `optional`: who shows none is let in, too. Whatever is
 * shown must come from one of the authorities.
 */
export const ClientCertificates = z.strictObject({
  mode: ClientCertificateMode.default('required'),
  /** PEM bundle of the authorities that may have signed a client's certificate, roots included. */
  ca: CertificatePem,
})
export type ClientCertificates = z.infer<typeof ClientCertificates>

/** A key pair and the SNIs that it serves. Without SNIs, the names in the certificate count; `*` is the default. */
export const Certificate = z.strictObject({
  name: Name,
  /** PEM: the leaf first, then its chain. */
  cert: CertificatePem,
  /** PEM private key. Encrypted at rest; never leaves through the API. */
  key: Pem,
  snis: z.array(ServedName).max(1000).check(noDuplicates(String)).default([]),
  /** Absent: clients are not asked for a certificate. It holds for every name that this certificate is served for. */
  clientCertificates: ClientCertificates.optional(),
  tags: Tags,
})
export type Certificate = z.infer<typeof Certificate>

/** What a certificate says of itself, for people. */
export type CertificateFacts = {
  subject: string
  names: string[]
  issuer: string
  serialNumber: string
  notBefore: string
  notAfter: string
  /** SHA-256 of the DER form, upper-case hex with colons. */
  fingerprint: string
  keyType: string
}
