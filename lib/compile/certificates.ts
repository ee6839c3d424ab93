import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Certificate } from '#lib/model/certificate.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import type { CompiledCertificate } from '#lib/snapshot/snapshot.ts'
import type { Diagnose } from './diagnose.ts'

const DAY_MS = 86_400_000

/** DNS names of a certificate: its subject alternative names, else its common name. */
export function certificateNames(x509: X509Certificate): string[] {
  const alternative = x509.subjectAltName?.split(/,\s*/).flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4).toLowerCase()] : [])) ?? []
  if (alternative.length > 0) return alternative
  const common = /(?:^|\n)CN=([^\n]+)/.exec(x509.subject)?.[1]
  return common === undefined ? [] : [common.toLowerCase()]
}

/**
 * When a certificate begins and ends to be valid; null where OpenSSL can make no dates of them. Read from its texts, since
 * Node's `validToDate` is then whatever lay in memory.
 */
export function validityOf({ validFrom, validTo }: X509Certificate): { from: Date; to: Date } | null {
  const from = new Date(validFrom)
  const to = new Date(validTo)
  return Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()) ? null : { from, to }
}

function parsePair(certificate: Certificate): X509Certificate | { field: 'cert' | 'key'; reason: string } {
  let x509: X509Certificate
  try {
    x509 = new X509Certificate(certificate.cert)
  } catch {
    return { field: 'cert', reason: 'the certificate does not parse' }
  }
  if (!validityOf(x509)) return { field: 'cert', reason: 'its dates cannot be read' }
  try {
    if (x509.checkPrivateKey(createPrivateKey(certificate.key))) return x509
    return { field: 'key', reason: 'the key does not belong to the certificate' }
  } catch {
    return { field: 'key', reason: 'the key does not parse' }
  }
}

/** Warns at one third of the lifetime left, not at a fixed number of days: short-lived certificates would always warn. */
function warnExpiry({ source, object }: Declared<Certificate>, x509: X509Certificate, now: Date, diagnostics: Diagnose): void {
  const { from, to } = validityOf(x509)!
  const end = to.getTime()
  const life = end - from.getTime()
  const left = end - now.getTime()
  const params = { name: object.name, notAfter: to.toISOString() }
  if (left <= 0) {
    diagnostics.error(source, 'CERTIFICATE_EXPIRED', 'cert', `The certificate expired on ${params.notAfter}; replace it`, params)
  } else if (left < life / 3) {
    const days = Math.floor(left / DAY_MS)
    diagnostics.warning(source, 'CERTIFICATE_EXPIRES_SOON', 'cert', `The certificate expires in ${days} days; renew it`, { ...params, days })
  }
}

const MOST_NAMES = 10

/** A client compares the name that it asked for with those in the certificate, whatever SNI it is served for. */
function warnNames({ source, object }: Declared<Certificate>, x509: X509Certificate, diagnostics: Diagnose): void {
  const names = certificateNames(x509)
  const text = names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')}, …` : names.join(', ') || '—'
  object.snis.forEach((sni, index) => {
    if (sni === '*' || coversHost(names, sni)) return
    const message = `The certificate does not cover ${sni}: its names are ${text}. Clients will refuse it there; remove the SNI or use another certificate`
    diagnostics.warning(source, 'CERTIFICATE_NAME_MISMATCH', `snis.${index}`, message, { sni, names: text })
  })
}

const PEM_BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/** Warns of authorities that no client can be checked against. */
function checkAuthorities({ object, source }: Declared<Certificate>, diagnostics: Diagnose): void {
  if (!object.clientCertificates) return
  const blocks = object.clientCertificates.ca.match(PEM_BLOCK) ?? []
  const bad = blocks.length === 0 ? 0 : blocks.findIndex((block) => !parses(block))
  if (bad === -1) return
  const position = bad + 1
  const message = `Certificate ${position} of the client authorities does not parse; what it signed is refused`
  diagnostics.error(source, 'CLIENT_AUTHORITY_INVALID', 'clientCertificates.ca', message, { position })
}

function parses(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0
  } catch {
    return false
  }
}

/**
 * A certificate as the proxy serves it; one that does not parse becomes a diagnostic and is left out. If it asks clients
 * for certificates it goes on all the same: its names must not fall to a certificate that asks for none.
 */
export function compileCertificate(declared: Declared<Certificate>, now: Date, diagnostics: Diagnose): CompiledCertificate | null {
  const { object, source } = declared
  const clientCertificates = object.clientCertificates ?? null
  const serving = (snis: string[]): CompiledCertificate => {
    const { name, cert, key } = object
    return { workspace: source.workspace, name, snis, cert, key, clientCertificates }
  }
  checkAuthorities(declared, diagnostics)
  const x509 = parsePair(object)
  if (!(x509 instanceof X509Certificate)) {
    diagnostics.error(source, 'CERTIFICATE_INVALID', x509.field, `This certificate is not served: ${x509.reason}`, { reason: x509.reason })
    return clientCertificates && serving(object.snis)
  }
  warnExpiry(declared, x509, now, diagnostics)
  warnNames(declared, x509, diagnostics)
  return serving(object.snis.length > 0 ? object.snis : certificateNames(x509))
}

/** Whether a certificate with these SNIs serves the host: exact, or `*.` for one label (RFC 6125 §6.4.3). */
export const coversHost = (snis: readonly string[], host: string): boolean =>
  snis.some((sni) => sni === '*' || sni === host || (sni.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === sni.slice(1)))
