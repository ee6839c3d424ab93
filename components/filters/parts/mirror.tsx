'use client'
import { useTranslations } from 'next-intl'
import { PercentField } from '#components/form/percent-field.tsx'
import { ServiceField } from '#components/routes/service-field.tsx'
import type { PartProps } from '../part.ts'

export function MirrorPart({ at }: PartProps) {
  const t = useTranslations('filters.mirror')
  return (
    <>
      <ServiceField name={`${at}.service`} label={t('service')} help={t('serviceHelp')} />
      <PercentField name={`${at}.percent`} label={t('percent')} help={t('percentHelp')} />
    </>
  )
}
