import type { CertificateFacts } from '#lib/model/certificate.ts'

/** The names that a certificate is served for: its SNIs, or without any those in the certificate. */
export const servedNames = ({ snis, facts }: { snis: string[]; facts: Pick<CertificateFacts, 'names'> | null }): string[] =>
  snis.length > 0 ? snis : (facts?.names ?? [])
