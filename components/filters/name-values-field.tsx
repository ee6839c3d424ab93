'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { FieldMessage, useFieldError, type FieldProps } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { isBlankRow, isRepeated, parseNameValue, type NameValueRow } from './name-values.ts'

type Props = FieldProps & { addLabel: string; rowLabel: string; namePlaceholder: string; valuePlaceholder: string }

/** Names with one value each: headers to set. Pasted lines read `name: value`. */
export function NameValuesField({ namePlaceholder, valuePlaceholder, ...rest }: Props) {
  return (
    <ListField<NameValueRow>
      {...rest}
      newRow={() => ({ name: '', value: '' })}
      isEmpty={isBlankRow}
      parseLine={parseNameValue}
      row={(row) => <Row {...row} list={rest.name} namePlaceholder={namePlaceholder} valuePlaceholder={valuePlaceholder} />}
    />
  )
}

function Row({ value, onChange, onPaste, onBlur, name, label, list, index, namePlaceholder, valuePlaceholder }: RowProps<NameValueRow> & { list: string; namePlaceholder: string; valuePlaceholder: string }) {
  const t = useTranslations('filters.common')
  const rules = useTranslations('rules')
  const rows = useWatch({ name: list }) as NameValueRow[]
  const nameError = useFieldError(`${name}.name`)
  const valueError = useFieldError(`${name}.value`)
  return (
    // Checked when one leaves the row, not between its name and its value: the message would come and go under the pointer.
    <div className="grid gap-1 sm:grid-cols-[2fr_3fr]" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onBlur()}>
      <div>
        <Input mono aria-label={t('nameOf', { row: label })} value={value.name} placeholder={namePlaceholder} invalid={nameError !== undefined} onPaste={onPaste} onChange={(event) => onChange({ ...value, name: event.target.value })} />
        {nameError !== undefined && <FieldMessage>{isRepeated(rows, index) ? rules('duplicate') : nameError}</FieldMessage>}
      </div>
      <div>
        <Input mono aria-label={t('valueOf', { row: label })} value={value.value} placeholder={valuePlaceholder} invalid={valueError !== undefined} onChange={(event) => onChange({ ...value, value: event.target.value })} />
        {valueError !== undefined && <FieldMessage>{valueError}</FieldMessage>}
      </div>
    </div>
  )
}
