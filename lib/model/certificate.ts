import { z } from 'zod'
import { CertificatePem, Name, noDuplicates, Pem, ServedName, Tags } from './common.ts'

/** A key pair and the SNIs that it serves. Without SNIs, the names in the certificate count; `*` is the default. */
export const Certificate = z.strictObject({
  name: Name,
  /** PEM: the leaf first, then its chain. */
  cert: CertificatePem,
  /** PEM private key. Encrypted at rest; never leaves through the API. */
  key: Pem,
  snis: z.array(ServedName).max(1000).check(noDuplicates(String)).default([]),
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
