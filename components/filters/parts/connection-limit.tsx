'use client'
import { useTranslations } from 'next-intl'
import { NumberField } from '#components/form/number-field.tsx'
import type { PartProps } from '../part.ts'
import { RefusalFields, WhoFields } from '../who-fields.tsx'

export function ConnectionLimitPart({ at }: PartProps) {
  const t = useTranslations('filters.connectionLimit')
  return (
    <>
      <NumberField name={`${at}.connections`} label={t('connections')} help={t('connectionsHelp')} unit={t('unit')} placeholder="20" />
      <WhoFields at={at} />
      <RefusalFields at={at} placeholder="503" />
    </>
  )
}
