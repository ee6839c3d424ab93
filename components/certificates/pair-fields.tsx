'use client'
import { useTranslations } from 'next-intl'
import { useFormContext } from 'react-hook-form'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { PemField } from './pem-field.tsx'
import type { CertificateValues } from './certificate-values.ts'
import { splitPem } from './split-pem.ts'

const KEY_EXAMPLE = '-----BEGIN PRIVATE KEY-----'

/** Certificate and key as PEM. A text that holds both fills both fields. */
export function PairFields({ editing, copied }: { editing: boolean; copied: boolean }) {
  const t = useTranslations('certificates.form')
  const { setValue } = useFormContext<CertificateValues>()
  const set = (field: 'cert' | 'key', value: string) => setValue(field, value, { shouldDirty: true, shouldTouch: true, shouldValidate: true })
  const take = (field: 'cert' | 'key') => (text: string) => {
    const parts = splitPem(text)
    // What is not PEM stays as it is, for the field to say so.
    if (parts.cert === '' && parts.key === '') return set(field, text)
    if (parts.cert !== '') set('cert', parts.cert)
    if (parts.key !== '') set('key', parts.key)
  }
  return (
    <>
      <Diagnosed name="cert">
        <PemField name="cert" label={t('cert')} help={t('certHelp')} onText={take('cert')} rows={7} />
      </Diagnosed>
      <Diagnosed name="key">
        <PemField
          name="key"
          label={t('key')}
          help={editing ? t('keyKept') : copied ? t('keyNotCopied') : t('keyHelp')}
          placeholder={editing ? t('keyKeptPlaceholder') : KEY_EXAMPLE}
          onText={take('key')}
          rows={editing ? 3 : 7}
          optional={editing}
        />
      </Diagnosed>
    </>
  )
}
