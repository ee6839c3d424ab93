'use client'
import { useTranslations } from 'next-intl'
import { Input } from '#components/ui/input.tsx'
import { TagInput } from '#components/ui/tag-input.tsx'
import { FieldMessage, useFieldError, type FieldProps } from './field.tsx'
import { ListField } from './list-field.tsx'
import type { KeyValuesRow } from './values.ts'

type Props = FieldProps & { addLabel: string; rowLabel: string; namePlaceholder?: string; valuePlaceholder?: string }

/** Names with their values, any one of which matches. Pasted lines read `name: value, value`. */
export function KeyValuesField({ namePlaceholder, valuePlaceholder, ...rest }: Props) {
  return (
    <ListField<KeyValuesRow>
      {...rest}
      newRow={() => ({ name: '', values: [] })}
      isEmpty={(row) => row.name === '' && row.values.length === 0}
      parseLine={parseKeyValues}
      row={({ value, onChange, onPaste, onBlur, name, label }) => (
        <Row
          name={name}
          label={label}
          value={value}
          onChange={onChange}
          onPaste={onPaste}
          onBlur={onBlur}
          namePlaceholder={namePlaceholder}
          valuePlaceholder={valuePlaceholder}
        />
      )}
    />
  )
}

/** `x-version: v1, v2` */
export function parseKeyValues(line: string): KeyValuesRow {
  const [name = '', ...rest] = line.split(':')
  return { name: name.trim(), values: rest.join(':').split(',').map((value) => value.trim()).filter((value) => value !== '') }
}

type RowProps = {
  name: string
  label: string
  value: KeyValuesRow
  onChange: (value: KeyValuesRow) => void
  onPaste: React.ClipboardEventHandler<HTMLInputElement>
  onBlur: () => void
  namePlaceholder: string | undefined
  valuePlaceholder: string | undefined
}

function Row({ name, label, value, onChange, onPaste, onBlur, namePlaceholder, valuePlaceholder }: RowProps) {
  const t = useTranslations('form')
  const nameError = useFieldError(`${name}.name`)
  const valuesError = useFieldError(`${name}.values`)
  return (
    // Checked when one leaves the row, not between its name and its values: the message would come and go under the pointer.
    <div className="grid gap-1 sm:grid-cols-[2fr_3fr]" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onBlur()}>
      <div>
        <Input mono aria-label={`${label}: ${t('name')}`} value={value.name} placeholder={namePlaceholder} invalid={nameError !== undefined} onPaste={onPaste} onChange={(event) => onChange({ ...value, name: event.target.value })} />
        {nameError !== undefined && <FieldMessage>{nameError}</FieldMessage>}
      </div>
      <div>
        <TagInput split="lines" label={`${label}: ${t('values')}`} value={value.values} placeholder={valuePlaceholder} invalid={valuesError !== undefined} onChange={(values) => onChange({ ...value, values })} />
        {valuesError !== undefined && <FieldMessage>{valuesError}</FieldMessage>}
      </div>
    </div>
  )
}
