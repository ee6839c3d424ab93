'use client'
import { useTranslations } from 'next-intl'
import { TextField } from '#components/form/text-field.tsx'
import { CredentialFields } from '../credential-fields.tsx'
import type { PartProps } from '../part.ts'

export function BasicAuthPart({ at }: PartProps) {
  const t = useTranslations('filters.basicAuth')
  return (
    <>
      <TextField name={`${at}.realm`} label={t('realm')} help={t('realmHelp')} placeholder="Restricted" />
      <CredentialFields at={at} />
    </>
  )
}
