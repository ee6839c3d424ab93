'use client'
import { useTranslations } from 'next-intl'
import { FieldRow } from '#components/form/field-group.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { SelectField } from '#components/form/choice-fields.tsx'
import type { PartProps } from '../part.ts'
import { ENCODINGS } from '../values/encodings.ts'

export function CompressionPart({ at }: PartProps) {
  const t = useTranslations('filters.compression')
  const common = useTranslations('filters.common')
  return (
    <>
      <SelectField name={`${at}.encodings`} label={t('encodings')} help={t('encodingsHelp')} options={ENCODINGS.map((value) => ({ value, label: t(`encodingOptions.${value}`) }))} />
      <FieldRow>
        <NumberField name={`${at}.minBytes`} label={t('min')} help={t('minHelp')} unit={common('bytes')} placeholder="256" />
        <NumberField name={`${at}.level`} label={t('level')} help={t('levelHelp')} placeholder="4" />
      </FieldRow>
      <StringListField name={`${at}.contentTypes`} label={t('types')} help={t('typesHelp')} addLabel={t('addType')} rowLabel={t('type')} placeholder="text/*" />
    </>
  )
}
