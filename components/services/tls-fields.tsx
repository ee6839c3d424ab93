'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import { ComboboxField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldGroup } from '#components/form/field-group.tsx'
import { PemField } from '#components/certificates/pem-field.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { splitPem } from '#components/certificates/split-pem.ts'
import type { ServiceValues } from './service-values.ts'

const CHOICES = 50

/** How the targets of a TLS service are trusted, and how Sluice shows itself to them. */
export function TlsFields() {
  const t = useTranslations('services.form')
  const words = useTranslations('services')
  const { setValue } = useFormContext<ServiceValues>()
  const [typed, setTyped] = useState('')
  const certificates = useList('certificates', { q: typed, sort: 'name', limit: CHOICES })
  return (
    <FieldGroup title={t('tls')}>
      <SegmentsField
        name="tlsVerify"
        label={t('tlsVerify')}
        help={t('tlsVerifyHelp')}
        options={(['default', 'on', 'off'] as const).map((value) => ({ value, label: words(`verify.${value}`) }))}
      />
      <PemField
        name="caCertificates"
        label={t('ca')}
        help={t('caHelp')}
        optional
        onText={(text) => setValue('caCertificates', splitPem(text).cert || text, { shouldDirty: true, shouldValidate: true })}
      />
      <Diagnosed name="clientCertificate">
        <ComboboxField
          name="clientCertificate"
          label={t('clientCertificate')}
          help={t('clientCertificateHelp')}
          optional
          clearable
          mono
          placeholder="shop-client"
          items={(certificates.data?.items ?? []).map(({ name, facts }) => ({ value: name, ...(facts ? { hint: facts.subject } : {}) }))}
          loading={certificates.isPending}
          onSearch={setTyped}
        />
      </Diagnosed>
    </FieldGroup>
  )
}
