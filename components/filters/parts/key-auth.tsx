'use client'
import { useTranslations } from 'next-intl'
import { ChecksField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { CredentialFields } from '../credential-fields.tsx'
import type { PartProps } from '../part.ts'
import { KEY_PLACES } from '../values/key-auth.ts'

export function KeyAuthPart({ at }: PartProps) {
  const t = useTranslations('filters.keyAuth')
  return (
    <>
      <StringListField name={`${at}.names`} label={t('names')} help={t('namesHelp')} addLabel={t('addName')} rowLabel={t('keyName')} placeholder="apikey" />
      <ChecksField name={`${at}.places`} label={t('places')} help={t('placesHelp')} options={KEY_PLACES.map((value) => ({ value, label: t(`placeOptions.${value}`) }))} />
      <CredentialFields at={at} />
    </>
  )
}
