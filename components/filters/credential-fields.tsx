'use client'
import { useTranslations } from 'next-intl'
import { SwitchField } from '#components/form/choice-fields.tsx'
import { ConsumersField } from './consumers-field.tsx'
import type { PartProps } from './part.ts'

/** Whose credentials are taken, and whether the target sees them. */
export function CredentialFields({ at }: PartProps) {
  const t = useTranslations('filters.auth')
  return (
    <>
      <ConsumersField name={`${at}.consumers`} label={t('consumers')} help={t('consumersHelp')} optional addLabel={t('addConsumer')} rowLabel={t('consumer')} />
      <SwitchField name={`${at}.hideCredentials`} label={t('hide')} help={t('hideHelp')} />
    </>
  )
}
