'use client'
import { useTranslations } from 'next-intl'
import { BytesField } from '../bytes-field.tsx'
import type { PartProps } from '../part.ts'

export function BodySizePart({ at }: PartProps) {
  const t = useTranslations('filters.bodySize')
  return <BytesField name={`${at}.maxBytes`} label={t('max')} help={t('maxHelp')} unitLabel={t('unit')} />
}
