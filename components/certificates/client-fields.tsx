'use client'
import { useTranslations } from 'next-intl'
import { useFormContext, useWatch } from 'react-hook-form'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldGroup } from '#components/form/field-group.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import type { CertificateValues } from './certificate-values.ts'
import { PemField } from './pem-field.tsx'
import { splitPem } from './split-pem.ts'

/** What clients must show of themselves where this certificate is served. */
export function ClientFields() {
  const t = useTranslations('certificates.form')
  const words = useTranslations('certificates')
  const { setValue } = useFormContext<CertificateValues>()
  const mode = useWatch<CertificateValues, 'clientMode'>({ name: 'clientMode' })
  return (
    <FieldGroup title={t('clients')} help={t('clientsHelp')}>
      <SegmentsField
        name="clientMode"
        label={t('clientMode')}
        options={(['none', 'optional', 'required'] as const).map((value) => ({ value, label: words(`clientMode.${value}`) }))}
      />
      {mode !== 'none' && (
        <Diagnosed name="clientCertificates">
          <PemField
            name="clientCa"
            label={t('clientCa')}
            help={t('clientCaHelp')}
            onText={(text) => setValue('clientCa', splitPem(text).cert || text, { shouldDirty: true, shouldTouch: true, shouldValidate: true })}
          />
        </Diagnosed>
      )}
    </FieldGroup>
  )
}
