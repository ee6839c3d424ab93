'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, SwitchField } from '#components/form/choice-fields.tsx'
import { useFieldError } from '#components/form/field.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import type { PartProps } from '../part.ts'
import { RefusalFields, WhoFields } from '../who-fields.tsx'

const PER = ['second', 'minute', 'hour', 'day'] as const
const ALGORITHMS = ['leakyBucket', 'fixedWindow', 'slidingWindow'] as const

export function RateLimitPart({ at }: PartProps) {
  const t = useTranslations('filters.rateLimit')
  const algorithm = useWatch({ name: `${at}.algorithm` }) as (typeof ALGORITHMS)[number]
  // A field with an error must stay to be seen.
  const burstWrong = useFieldError(`${at}.burst`) !== undefined
  return (
    <>
      <FieldRow>
        <NumberField name={`${at}.requests`} label={t('requests')} help={t('requestsHelp')} placeholder="10" />
        <SelectField name={`${at}.per`} label={t('per')} help={t('perHelp')} options={PER.map((value) => ({ value, label: t(`perOptions.${value}`) }))} />
      </FieldRow>
      <FieldRow>
        <SelectField name={`${at}.algorithm`} label={t('algorithm')} help={t('algorithmHelp')} options={ALGORITHMS.map((value) => ({ value, label: t(`algorithms.${value}`), hint: t(`algorithmHints.${value}`) }))} />
        {(algorithm === 'leakyBucket' || burstWrong) && <NumberField name={`${at}.burst`} label={t('burst')} help={t('burstHelp')} placeholder="0" />}
      </FieldRow>
      <WhoFields at={at} />
      <RefusalFields at={at} placeholder="429" />
      <SwitchField name={`${at}.headers`} label={t('headers')} help={t('headersHelp')} />
    </>
  )
}
