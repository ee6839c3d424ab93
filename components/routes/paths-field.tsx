'use client'
import { useTranslations } from 'next-intl'
import { useFormContext } from 'react-hook-form'
import type { PathMatch } from '#lib/model/route.ts'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { parsePath } from './parse-lines.ts'
import type { RouteFormValues } from './route-values.ts'

type PathRow = { type: PathMatch['type']; value: string }

const PATH_TYPES = ['prefix', 'exact', 'startsWith', 'regex'] as const satisfies readonly PathMatch['type'][]

/** What an Ingress leaves to its controller: kept where it stands, and not offered anew. */
const KEPT = 'implementationSpecific'

export function PathsField() {
  const t = useTranslations('routes.form')
  return (
    <ListField<PathRow>
      name="paths"
      label={t('paths')}
      help={t('pathsHelp')}
      optional
      addLabel={t('addPath')}
      rowLabel={t('path')}
      newRow={() => ({ type: 'prefix', value: '' })}
      isEmpty={(row) => row.value === ''}
      parseLine={parsePath}
      row={(row) => <PathInput {...row} />}
    />
  )
}

function PathInput({ value, onChange, index, name, label, onPaste, onBlur, invalid }: RowProps<PathRow>) {
  const t = useTranslations('routes.form')
  const { defaultValues } = useFormContext<RouteFormValues>().formState
  const isKept = value.type === KEPT || defaultValues?.paths?.[index]?.type === KEPT
  const types = isKept ? [...PATH_TYPES, KEPT] as const : PATH_TYPES
  const error = useFieldError(`${name}.value`)
  return (
    <div data-field={`${name}.value`}>
      <div className="grid grid-cols-[124px_minmax(0,1fr)] gap-1.5 sm:grid-cols-[148px_minmax(0,1fr)]">
        <Select
          label={t('pathType', { row: label })}
          value={value.type}
          onChange={(type) => onChange({ ...value, type })}
          options={types.map((type) => ({ value: type, label: t(`pathTypes.${type}`), hint: t(`pathTypeHints.${type}`) }))}
        />
        <Input
          mono
          aria-label={label}
          value={value.value}
          placeholder={value.type === 'regex' ? '/items/\\d+' : '/api'}
          invalid={invalid || error !== undefined}
          onPaste={onPaste}
          onBlur={onBlur}
          onChange={(event) => onChange({ ...value, value: event.target.value })}
        />
      </div>
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
    </div>
  )
}
