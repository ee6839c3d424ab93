'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, SwitchField } from '#components/form/choice-fields.tsx'
import { useFieldError } from '#components/form/field.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { PartProps } from '../part.ts'
import { ExternalAuthCache } from './external-auth-cache.tsx'

const METHODS = ['GET', 'HEAD', 'POST'].map((value) => ({ value, label: value }))

export function ExternalAuthPart({ at }: PartProps) {
  const t = useTranslations('filters.externalAuth')
  const common = useTranslations('filters.common')
  const signInUrl = useWatch({ name: `${at}.signInUrl` }) as string
  // A field with an error must stay to be seen.
  const parameterWrong = useFieldError(`${at}.signInParameter`) !== undefined
  return (
    <>
      <TextField name={`${at}.url`} label={t('url')} help={t('urlHelp')} placeholder="http://auth.internal/check" mono />
      <FieldRow>
        <SelectField name={`${at}.method`} label={t('method')} help={t('methodHelp')} options={METHODS} />
        <NumberField name={`${at}.timeoutMs`} label={t('timeout')} help={t('timeoutHelp')} unit={common('ms')} placeholder="5000" />
      </FieldRow>
      <FieldRow>
        <TextField name={`${at}.signInUrl`} label={t('signIn')} help={t('signInHelp')} optional placeholder="https://sign-in.shop.test/" mono />
        {(signInUrl !== '' || parameterWrong) && <TextField name={`${at}.signInParameter`} label={t('parameter')} help={t('parameterHelp')} placeholder="rd" mono />}
      </FieldRow>
      <StringListField name={`${at}.responseHeaders`} label={t('headers')} help={t('headersHelp')} optional addLabel={t('addHeader')} rowLabel={t('header')} placeholder="x-auth-user" />
      <SwitchField name={`${at}.cached`} label={t('cache')} help={t('cacheHelp')} />
      <ExternalAuthCache at={at} />
    </>
  )
}
