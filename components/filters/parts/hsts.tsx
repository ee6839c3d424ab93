'use client'
import { useTranslations } from 'next-intl'
import { SwitchField } from '#components/form/choice-fields.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import type { PartProps } from '../part.ts'

export function HstsPart({ at }: PartProps) {
  const t = useTranslations('filters.hsts')
  const common = useTranslations('filters.common')
  return (
    <>
      <NumberField name={`${at}.maxAgeSeconds`} label={t('maxAge')} help={t('maxAgeHelp')} unit={common('seconds')} placeholder="31536000" />
      <SwitchField name={`${at}.includeSubDomains`} label={t('subDomains')} help={t('subDomainsHelp')} />
      <SwitchField name={`${at}.preload`} label={t('preload')} help={t('preloadHelp')} />
    </>
  )
}
