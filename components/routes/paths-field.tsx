'use client'
import { useTranslations } from 'next-intl'
import { useController, useFormContext } from 'react-hook-form'
import type { PathMatch } from '#lib/model/route.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import { Field, FieldMessage, useFieldError } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import { PATH_TYPES_IN } from './dialect-fields.ts'
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

/** The path of a route in a cluster: the types are those that an Ingress has, and what annotations make of them. */
export function OnePathField({ dialect }: { dialect: ClusterDialect }) {
  const t = useTranslations('routes.form')
  const place = useTranslations('routes.place')
  const { field } = useController<RouteFormValues, 'paths.0'>({ name: 'paths.0' })
  return (
    <Field name="paths.0" label={t('path')} help={place('pathHelp')} group>
      {({ invalid }) => (
        <PathInputs value={field.value} onChange={field.onChange} onBlur={field.onBlur} label={t('path')} name="paths.0" invalid={invalid} types={PATH_TYPES_IN[dialect]} />
      )}
    </Field>
  )
}

function PathInput(props: RowProps<PathRow>) {
  const { defaultValues } = useFormContext<RouteFormValues>().formState
  const isKept = props.value.type === KEPT || defaultValues?.paths?.[props.index]?.type === KEPT
  return <PathInputs {...props} types={isKept ? [...PATH_TYPES, KEPT] : PATH_TYPES} />
}

type InputsProps = Pick<RowProps<PathRow>, 'value' | 'onChange' | 'onBlur' | 'name' | 'label' | 'invalid'> & {
  onPaste?: RowProps<PathRow>['onPaste']
  types: readonly PathMatch['type'][]
}

function PathInputs({ value, onChange, name, label, onPaste, onBlur, invalid, types }: InputsProps) {
  const t = useTranslations('routes.form')
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
          {...(onPaste ? { onPaste } : {})}
          onBlur={onBlur}
          onChange={(event) => onChange({ ...value, value: event.target.value })}
        />
      </div>
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
    </div>
  )
}
