'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, TagsField } from '#components/form/choice-fields.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { ServiceField } from '#components/routes/service-field.tsx'
import type { PartProps } from '../part.ts'
import type { ErrorPagesValues } from '../values/error-pages.ts'

export function ErrorPagesPart({ at }: PartProps) {
  const t = useTranslations('filters.errorPages')
  const by = useWatch({ name: `${at}.by` }) as ErrorPagesValues['by']
  return (
    <>
      <TagsField name={`${at}.statusCodes`} label={t('statuses')} help={t('statusesHelp')} placeholder="503" />
      <SelectField name={`${at}.by`} label={t('by')} options={(['text', 'service'] as const).map((value) => ({ value, label: t(`byOptions.${value}`) }))} />
      {by === 'service' ? (
        <ServiceField name={`${at}.service`} label={t('service')} help={t('serviceHelp')} />
      ) : (
        <>
          <TextField name={`${at}.body`} label={t('body')} help={t('bodyHelp')} rows={4} mono placeholder="&lt;h1&gt;Back in a minute&lt;/h1&gt;" />
          <TextField name={`${at}.contentType`} label={t('type')} placeholder="text/html; charset=utf-8" mono />
        </>
      )}
    </>
  )
}
