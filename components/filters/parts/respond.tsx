'use client'
import { useTranslations } from 'next-intl'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { NameValuesField } from '../name-values-field.tsx'
import type { PartProps } from '../part.ts'

export function RespondPart({ at }: PartProps) {
  const t = useTranslations('filters.respond')
  return (
    <>
      <NumberField name={`${at}.statusCode`} label={t('status')} help={t('statusHelp')} placeholder="200" />
      <TextField name={`${at}.body`} label={t('body')} help={t('bodyHelp')} optional rows={4} mono placeholder={t('bodyExample')} />
      <TextField name={`${at}.contentType`} label={t('type')} placeholder="text/plain; charset=utf-8" mono />
      <NameValuesField name={`${at}.headers`} label={t('headers')} help={t('headersHelp')} optional addLabel={t('addHeader')} rowLabel={t('header')} namePlaceholder="retry-after" valuePlaceholder="120" />
    </>
  )
}
