'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, SwitchField } from '#components/form/choice-fields.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { PartProps } from '../part.ts'

const SAME_SITE = ['unset', 'Lax', 'Strict', 'None'] as const

export function AffinityPart({ at }: PartProps) {
  const t = useTranslations('filters.affinity')
  const common = useTranslations('filters.common')
  const sameSite = useWatch({ name: `${at}.sameSite` }) as (typeof SAME_SITE)[number]
  return (
    <>
      <FieldRow>
        <TextField name={`${at}.cookie`} label={t('cookie')} help={t('cookieHelp')} placeholder="INGRESSCOOKIE" mono />
        <SelectField name={`${at}.mode`} label={t('mode')} help={t('modeHelp')} options={(['balanced', 'persistent'] as const).map((value) => ({ value, label: t(`modes.${value}`), hint: t(`modeHints.${value}`) }))} />
      </FieldRow>
      <SwitchField name={`${at}.changeOnFailure`} label={t('change')} help={t('changeHelp')} />
      <FieldRow>
        <NumberField name={`${at}.maxAgeSeconds`} label={t('maxAge')} help={t('maxAgeHelp')} optional unit={common('seconds')} placeholder="172800" />
        <NumberField name={`${at}.expiresSeconds`} label={t('expires')} help={t('expiresHelp')} optional unit={common('seconds')} placeholder="172800" />
      </FieldRow>
      <FieldRow>
        <TextField name={`${at}.path`} label={t('path')} help={t('pathHelp')} optional placeholder="/" mono />
        <TextField name={`${at}.domain`} label={t('domain')} help={t('domainHelp')} optional placeholder="shop.test" mono />
      </FieldRow>
      <FieldRow>
        <SelectField name={`${at}.secure`} label={t('secure')} help={t('secureHelp')} options={(['auto', 'yes', 'no'] as const).map((value) => ({ value, label: t(`secures.${value}`) }))} />
        <SelectField name={`${at}.sameSite`} label={t('sameSite')} help={t('sameSiteHelp')} options={SAME_SITE.map((value) => ({ value, label: value === 'unset' ? t('sameSiteUnset') : value }))} />
      </FieldRow>
      {sameSite === 'None' && <SwitchField name={`${at}.conditionalSameSiteNone`} label={t('conditional')} help={t('conditionalHelp')} />}
      <SelectField name={`${at}.canary`} label={t('canary')} help={t('canaryHelp')} options={(['sticky', 'legacy'] as const).map((value) => ({ value, label: t(`canaries.${value}`), hint: t(`canaryHints.${value}`) }))} />
    </>
  )
}
