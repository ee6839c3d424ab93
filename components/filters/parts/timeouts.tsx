'use client'
import { useTranslations } from 'next-intl'
import { FieldRow } from '#components/form/field-group.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import type { PartProps } from '../part.ts'

export function TimeoutsPart({ at }: PartProps) {
  const t = useTranslations('filters.timeouts')
  const common = useTranslations('filters.common')
  return (
    <FieldRow>
      <NumberField name={`${at}.requestMs`} label={t('request')} help={t('requestHelp')} optional unit={common('ms')} placeholder="60000" />
      <NumberField name={`${at}.backendRequestMs`} label={t('attempt')} help={t('attemptHelp')} optional unit={common('ms')} placeholder="10000" />
    </FieldRow>
  )
}
