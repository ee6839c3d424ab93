import { z } from 'zod'
import { Certificate, type ClientCertificateMode } from '#lib/model/certificate.ts'
import { Pem } from '#lib/model/common.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { dotted, type ToField } from '#components/form/object-resolver.ts'
import { certificateName, secretOf } from '#components/kubernetes/object-names.ts'

/** What the certificate's form holds. */
export type CertificateValues = {
  name: string
  source: 'pem' | 'selfSigned'
  cert: string
  /** Empty on edit: the stored key is kept. It never comes from the API. */
  key: string
  snis: string[]
  days: number | undefined
  clientMode: 'none' | ClientCertificateMode
  /** Kept while the mode is none, so that it comes back with another. */
  clientCa: string
  tags: string[]
  /** In a cluster: its Secret, from which its name follows. */
  place: { namespace: string; secret: string } | null
}

type Stored = Pick<Certificate, 'name' | 'cert' | 'snis' | 'clientCertificates' | 'tags'> & { origin?: KubernetesRef }

const DEFAULT_DAYS = 365

export const toFormValues = (certificate: Stored, inCluster = false): CertificateValues => ({
  name: certificate.name,
  source: 'pem',
  cert: certificate.cert,
  key: '',
  snis: [...certificate.snis],
  days: DEFAULT_DAYS,
  clientMode: certificate.clientCertificates?.mode ?? 'none',
  clientCa: certificate.clientCertificates?.ca ?? '',
  tags: [...certificate.tags],
  place: inCluster ? secretOf(certificate) : null,
})

export function fromFormValues({ name, source, cert, key, snis, days, clientMode, clientCa, tags, place }: CertificateValues): Record<string, unknown> {
  const clientCertificates = clientMode === 'none' ? undefined : { mode: clientMode, ca: clientCa }
  const own = place !== null && name === '' ? (certificateName(place.namespace, place.secret) ?? '') : name
  const shared = { name: own, snis: filled(snis), clientCertificates, tags }
  return source === 'selfSigned' ? { ...shared, selfSigned: { days } } : { ...shared, cert, key }
}

export const newCertificate = (inCluster = false): CertificateValues => ({
  name: '', source: 'pem', cert: '', key: '', snis: [], days: DEFAULT_DAYS, clientMode: 'none', clientCa: '', tags: [],
  place: inCluster ? { namespace: '', secret: '' } : null,
})

/** A copy has a name of its own; in a cluster it is a Secret of its own. */
export const toCopy = (values: CertificateValues): CertificateValues =>
  values.place === null ? { ...values, name: `${values.name}-copy` } : { ...values, name: '', snis: [], place: { ...values.place, secret: `${values.place.secret}-copy` } }

const filled = (rows: readonly string[]) => rows.filter((row) => row.trim() !== '')

export const toField: ToField<CertificateValues> = (path, { snis, place }) => {
  if (path[0] === 'name' && place !== null) return place.namespace.trim() === '' ? 'place.namespace' : 'place.secret'
  if (path[0] === 'tags') return 'tags'
  if (path[0] === 'selfSigned') return 'days'
  if (path[0] === 'clientCertificates') return path[1] === 'mode' ? 'clientMode' : 'clientCa'
  if (path[0] === 'snis' && typeof path[1] === 'number') {
    const shown = snis.flatMap((row, at) => (row.trim() === '' ? [] : [at]))
    return dotted(['snis', shown[path[1]] ?? path[1]])
  }
  return dotted(path)
}

/** The API accepts a certificate without its key where a key is stored. */
export const EditedCertificate = Certificate.extend({ key: Pem.optional() })

/** A pair, whole: what a dry run can answer for without making one. */
export const PastedCertificate = Certificate

const SelfSigned = Certificate.omit({ cert: true, key: true }).extend({
  snis: Certificate.shape.snis.unwrap().check(z.minLength(1)),
  selfSigned: z.strictObject({ days: z.number().int().min(1).max(3650).default(DEFAULT_DAYS) }),
})

/** A pair, or the wish for a self-signed one. A union would only say that neither fits. */
export const NewCertificate = z.unknown().superRefine((input, context) => {
  const schema = typeof input === 'object' && input !== null && 'selfSigned' in input ? SelfSigned : Certificate
  const result = schema.safeParse(input)
  for (const issue of result.error?.issues ?? []) context.addIssue({ code: 'custom', path: issue.path, message: issue.message })
})
