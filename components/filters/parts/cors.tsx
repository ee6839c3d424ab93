'use client'
import { useTranslations } from 'next-intl'
import { SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import type { PartProps } from '../part.ts'

export function CorsPart({ at }: PartProps) {
  const t = useTranslations('filters.cors')
  const common = useTranslations('filters.common')
  return (
    <>
      <StringListField name={`${at}.allowOrigins`} label={t('origins')} help={t('originsHelp')} addLabel={t('addOrigin')} rowLabel={t('origin')} placeholder="https://*.shop.test" />
      <TagsField name={`${at}.allowMethods`} label={t('methods')} help={t('methodsHelp')} placeholder="GET" />
      <TagsField name={`${at}.allowHeaders`} label={t('headers')} help={t('headersHelp')} placeholder="content-type" />
      <TagsField name={`${at}.exposeHeaders`} label={t('expose')} help={t('exposeHelp')} optional placeholder="x-total" />
      <SwitchField name={`${at}.allowCredentials`} label={t('credentials')} help={t('credentialsHelp')} />
      <NumberField name={`${at}.maxAgeSeconds`} label={t('maxAge')} help={t('maxAgeHelp')} unit={common('seconds')} placeholder="1728000" />
    </>
  )
}
