import { createHash, type X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { CompiledCertificate } from '#lib/snapshot/snapshot.ts'
import { CLIENT_CERTIFICATE_FIELDS } from '../http1/codec/names.ts'

export type ClientCertificates = NonNullable<CompiledCertificate['clientCertificates']>

/** What must be the same for one connection to serve two names; empty: clients are not asked for a certificate. */
export const policyIdOf = (asked: ClientCertificates | null): string =>
  asked === null ? '' : createHash('sha256').update(`${asked.mode}\0${asked.ca}`).digest('base64url').slice(0, 32)

/** What a connection's client has shown; to be read once, when its handshake is over. */
export type Shown = {
  /** Header lines for targets, each with its CRLF. */
  fields: string
  /** Why its requests are answered 400 instead; null: they are served. */
  refusal: string | null
}

const NOT_ASKED: Shown = { fields: '', refusal: null }
const NONE: Shown = { fields: 'X-Client-Cert-Verify: NONE\r\n', refusal: null }

/**
 * As nginx: who shows a certificate that does not verify is refused in either mode, so that a target that only looks at the
 * subject is not taken in.
 */
export function shownBy(tls: TLSSocket, asked: ClientCertificates | null): Shown {
  if (asked === null) return NOT_ASKED
  const certificate = tls.getPeerX509Certificate()
  // Before `authorized`: a resumed session without a certificate has no error either.
  if (!certificate) return asked.mode === 'optional' ? NONE : { fields: '', refusal: 'A client certificate is required' }
  if (!tls.authorized) return { fields: '', refusal: `The client certificate is not accepted: ${String(tls.authorizationError)}` }
  return { fields: clientCertificateFields(certificate), refusal: null }
}

type Said = Readonly<Record<(typeof CLIENT_CERTIFICATE_FIELDS)[number], string>>

/** As in X-Client-Cert-Verify. */
const capitalized = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())

/** Lines about a certificate that has been verified. Names are in the form of RFC 4514, as nginx writes them. */
export function clientCertificateFields(certificate: X509Certificate): string {
  const said: Said = {
    'x-client-cert-verify': 'SUCCESS',
    'x-client-cert-subject': distinguishedName(certificate.subject),
    'x-client-cert-issuer': distinguishedName(certificate.issuer),
    'x-client-cert-serial': certificate.serialNumber,
    'x-client-cert-fingerprint': certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
  return CLIENT_CERTIFICATE_FIELDS.map((name) => `${capitalized(name)}: ${said[name]}\r\n`).join('')
}

/**
 * Node gives one attribute a line, the least specific first, with RFC 4514's escapes, control characters included. What is
 * not ASCII is escaped too (§2.4), so that the line means the same to every reader.
 */
export const distinguishedName = (lines: string | undefined): string =>
  (lines ?? '')
    .split('\n')
    .reverse()
    .join(',')
    .replace(/[^\x20-\x7e]/gu, (character) => [...Buffer.from(character)].map((byte) => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''))
