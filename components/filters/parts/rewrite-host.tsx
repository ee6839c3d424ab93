'use client'
import { useTranslations } from 'next-intl'
import { TextField } from '#components/form/text-field.tsx'
import type { PartProps } from '../part.ts'

export function RewriteHostPart({ at }: PartProps) {
  const t = useTranslations('filters.rewriteHost')
  return <TextField name={`${at}.value`} label={t('value')} help={t('valueHelp')} placeholder="shop.internal:8080" mono />
}
