'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField } from '#components/form/choice-fields.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { PartProps } from '../part.ts'
import type { RedirectValues } from '../values/redirect.ts'

const CODES = [301, 302, 303, 307, 308] as const

export function RedirectPart({ at }: PartProps) {
  const t = useTranslations('filters.redirect')
  const to = useWatch({ name: `${at}.to` }) as RedirectValues['to']
  return (
    <>
      <SelectField name={`${at}.to`} label={t('to')} help={t('toHelp')} options={(['parts', 'url'] as const).map((value) => ({ value, label: t(`toOptions.${value}`), hint: t(`toHints.${value}`) }))} />
      {to === 'url' ? <TextField name={`${at}.url`} label={t('url')} help={t('urlHelp')} placeholder="https://www.shop.test/sale" mono /> : <Parts at={at} />}
      <SelectField name={`${at}.statusCode`} number label={t('status')} help={t('statusHelp')} options={CODES.map((code) => ({ value: String(code), label: t(`codes.${code}`) }))} />
    </>
  )
}

/** What is left as it is stays that of the request. */
function Parts({ at }: PartProps) {
  const t = useTranslations('filters.redirect')
  const pathMode = useWatch({ name: `${at}.pathMode` }) as RedirectValues['pathMode']
  return (
    <>
      <FieldRow>
        <SelectField name={`${at}.scheme`} label={t('scheme')} options={(['same', 'https', 'http'] as const).map((value) => ({ value, label: t(`schemes.${value}`) }))} />
        <TextField name={`${at}.hostname`} label={t('hostname')} optional placeholder="www.shop.test" mono />
      </FieldRow>
      <NumberField name={`${at}.port`} label={t('port')} help={t('portHelp')} optional placeholder="8443" />
      <FieldRow>
        <SelectField name={`${at}.pathMode`} label={t('path')} options={(['same', 'prefix', 'full'] as const).map((value) => ({ value, label: t(`paths.${value}`) }))} />
        {pathMode !== 'same' && <TextField name={`${at}.path`} label={t('newPath')} placeholder="/sale" mono />}
      </FieldRow>
    </>
  )
}
