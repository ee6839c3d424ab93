'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import type { ApiObject } from '#components/api/types.ts'
import { FieldRow } from '#components/form/field-group.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { ComputedName } from '#components/kubernetes/computed-name.tsx'
import { FixedPlace } from '#components/kubernetes/fixed-place.tsx'
import { NamespaceField } from '#components/kubernetes/namespace-field.tsx'
import { certificateName } from '#components/kubernetes/object-names.ts'
import { useFirstNamespace } from '#components/kubernetes/use-first-namespace.ts'
import type { CertificateValues } from './certificate-values.ts'

/** Which Secret a certificate is; its name follows from that. */
export function SecretPlaceFields({ stored }: { stored: ApiObject<'certificates'> | undefined }) {
  const t = useTranslations('certificates.form')
  const place = useWatch<CertificateValues, 'place'>({ name: 'place' })
  useFirstNamespace('place.namespace', stored === undefined)
  if (stored) return stored.origin ? <FixedPlace origin={stored.origin} /> : null
  return (
    <div className="space-y-1">
      <FieldRow>
        <NamespaceField name="place.namespace" />
        <TextField name="place.secret" label={t('secret')} placeholder="shop-tls" mono />
      </FieldRow>
      {place && <ComputedName name={certificateName(place.namespace, place.secret)} />}
    </div>
  )
}
