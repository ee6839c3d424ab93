'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField } from '#components/form/choice-fields.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { PartProps } from '../part.ts'
import type { RewritePathValues } from '../values/rewrite-path.ts'

const MODES = ['prefix', 'full', 'regex'] as const

export function RewritePathPart({ at }: PartProps) {
  const t = useTranslations('filters.rewritePath')
  const mode = useWatch({ name: `${at}.mode` }) as RewritePathValues['mode']
  return (
    <>
      <SelectField name={`${at}.mode`} label={t('mode')} help={t('modeHelp')} options={MODES.map((value) => ({ value, label: t(`modes.${value}`), hint: t(`modeHints.${value}`) }))} />
      {mode === 'regex' ? (
        <FieldRow>
          <TextField name={`${at}.pattern`} label={t('pattern')} help={t('patternHelp')} placeholder="^/v1/(.*)" mono />
          <TextField name={`${at}.replacement`} label={t('replacement')} help={t('replacementHelp')} placeholder="/v2/$1" mono />
        </FieldRow>
      ) : (
        <TextField name={`${at}.value`} label={t(`values.${mode}`)} help={t(`valueHelps.${mode}`)} placeholder={mode === 'prefix' ? '/v2' : '/index.html'} mono />
      )}
    </>
  )
}
