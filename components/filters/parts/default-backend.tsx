'use client'
import { useTranslations } from 'next-intl'
import { ServiceField } from '#components/routes/service-field.tsx'
import type { PartProps } from '../part.ts'

export function DefaultBackendPart({ at }: PartProps) {
  const t = useTranslations('filters.defaultBackend')
  return <ServiceField name={`${at}.service`} label={t('service')} help={t('serviceHelp')} />
}
