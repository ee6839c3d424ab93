'use client'
import { useTranslations } from 'next-intl'
import { StringListField } from '#components/form/list-field.tsx'
import type { PartProps } from '../part.ts'
import { StatusField } from '../who-fields.tsx'

export function IpRestrictionPart({ at }: PartProps) {
  const t = useTranslations('filters.ipRestriction')
  return (
    <>
      <StringListField name={`${at}.allow`} label={t('allow')} help={t('allowHelp')} optional addLabel={t('addAllow')} rowLabel={t('allowRow')} placeholder="10.0.0.0/8" />
      <StringListField name={`${at}.deny`} label={t('deny')} help={t('denyHelp')} optional addLabel={t('addDeny')} rowLabel={t('denyRow')} placeholder="192.0.2.1" />
      <StatusField at={at} placeholder="403" />
    </>
  )
}
