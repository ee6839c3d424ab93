'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField } from '#components/form/choice-fields.tsx'
import { useFieldError } from '#components/form/field.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { PartProps } from './part.ts'

const BY = ['ip', 'header', 'consumer'] as const

/** By what a limit tells requests apart. */
export function WhoFields({ at }: PartProps) {
  const t = useTranslations('filters.who')
  const by = useWatch({ name: `${at}.by` }) as (typeof BY)[number]
  // A field with an error must stay to be seen.
  const headerWrong = useFieldError(`${at}.header`) !== undefined
  return (
    <FieldRow>
      <SelectField name={`${at}.by`} label={t('by')} help={t('byHelp')} options={BY.map((value) => ({ value, label: t(`byOptions.${value}`), hint: t(`byHints.${value}`) }))} />
      {(by === 'header' || headerWrong) && <TextField name={`${at}.header`} label={t('header')} help={t('headerHelp')} placeholder="x-api-key" mono />}
    </FieldRow>
  )
}

/** Whom a limit does not count, and what those over it get. */
export function RefusalFields({ at, placeholder }: PartProps & { placeholder: string }) {
  const t = useTranslations('filters.who')
  return (
    <>
      <StringListField name={`${at}.exempt`} label={t('exempt')} help={t('exemptHelp')} optional addLabel={t('addExempt')} rowLabel={t('exemptRow')} placeholder="10.0.0.0/8" />
      <StatusField at={at} placeholder={placeholder} />
    </>
  )
}

export function StatusField({ at, placeholder }: PartProps & { placeholder: string }) {
  const t = useTranslations('filters.who')
  return <NumberField name={`${at}.statusCode`} label={t('status')} help={t('statusHelp')} placeholder={placeholder} />
}
