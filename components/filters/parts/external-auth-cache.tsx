'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { NumberInput } from '#components/form/number-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { TagInput } from '#components/ui/tag-input.tsx'
import type { PartProps } from '../part.ts'
import { isBlankDuration, isNamed, KEY_SOURCES, type DurationRow, type KeyPartRow } from '../values/external-auth.ts'

/** By what answers are told apart, and for how long they are kept. */
export function ExternalAuthCache({ at }: PartProps) {
  const t = useTranslations('filters.externalAuth')
  const cached = useWatch({ name: `${at}.cached` }) as boolean
  if (!cached) return null
  return (
    <div className="space-y-4 border-l-2 pl-4">
      <ListField<KeyPartRow>
        name={`${at}.cacheKey`}
        label={t('cacheKey')}
        help={t('cacheKeyHelp')}
        addLabel={t('addCacheKey')}
        rowLabel={t('cacheKeyRow')}
        newRow={() => ({ from: 'header', name: '' })}
        isEmpty={(row) => isNamed(row) && row.name === ''}
        parseLine={(line) => ({ from: 'header', name: line })}
        row={(row) => <KeyPart {...row} />}
      />
      <ListField<DurationRow>
        name={`${at}.cacheDurations`}
        label={t('durations')}
        help={t('durationsHelp')}
        addLabel={t('addDuration')}
        rowLabel={t('durationRow')}
        newRow={() => ({ statuses: [], seconds: undefined })}
        isEmpty={isBlankDuration}
        parseLine={() => undefined}
        row={(row) => <Duration {...row} />}
      />
    </div>
  )
}

function KeyPart({ value, onChange, onPaste, onBlur, name, label, invalid }: RowProps<KeyPartRow>) {
  const t = useTranslations('filters.externalAuth')
  const error = useFieldError(`${name}.name`)
  return (
    <div>
      <div className="grid grid-cols-[124px_minmax(0,1fr)] gap-1.5">
        <Select label={t('cacheKeyFrom', { row: label })} value={value.from} onChange={(from) => onChange({ ...value, from })} options={KEY_SOURCES.map((from) => ({ value: from, label: t(`keySources.${from}`) }))} />
        {isNamed(value) && (
          <Input
            mono
            aria-label={t('cacheKeyName', { row: label })}
            value={value.name}
            placeholder={value.from === 'header' ? 'authorization' : 'session'}
            invalid={invalid || error !== undefined}
            onPaste={onPaste}
            onBlur={onBlur}
            onChange={(event) => onChange({ ...value, name: event.target.value })}
          />
        )}
      </div>
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
    </div>
  )
}

function Duration({ value, onChange, onBlur, name, label }: RowProps<DurationRow>) {
  const t = useTranslations('filters.externalAuth')
  const common = useTranslations('filters.common')
  const statusesError = useFieldError(`${name}.statuses`)
  const secondsError = useFieldError(`${name}.seconds`)
  return (
    <div className="grid gap-1.5 sm:grid-cols-[minmax(0,1fr)_128px]">
      <div>
        <TagInput label={t('durationStatuses', { row: label })} value={value.statuses} placeholder="200" invalid={statusesError !== undefined} onBlur={onBlur} onChange={(statuses) => onChange({ ...value, statuses })} />
        {statusesError !== undefined && <FieldMessage>{statusesError}</FieldMessage>}
      </div>
      <div>
        <NumberInput aria-label={t('durationSeconds', { row: label })} value={value.seconds} placeholder="300" unit={common('seconds')} invalid={secondsError !== undefined} onBlur={onBlur} onChange={(seconds) => onChange({ ...value, seconds })} />
        {secondsError !== undefined && <FieldMessage>{secondsError}</FieldMessage>}
      </div>
    </div>
  )
}
