'use client'
import { useTranslations } from 'next-intl'
import { FieldMessage, useFieldError, type FieldProps } from '#components/form/field.tsx'
import { ListField, type RowProps } from '#components/form/list-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { splitPair, type Pair } from './request-form.ts'

type Props = FieldProps & { separator: ':' | '='; addLabel: string; rowLabel: string; namePlaceholder: string; valuePlaceholder: string }

/** Headers or cookies: one name and one value a row. Pasted lines are split at the separator. */
export function PairsField({ separator, namePlaceholder, valuePlaceholder, ...rest }: Props) {
  return (
    <ListField<Pair>
      {...rest}
      newRow={() => ({ name: '', value: '' })}
      isEmpty={(row) => row.name === '' && row.value === ''}
      parseLine={(line) => splitPair(line, separator)}
      row={(row) => <PairRow {...row} namePlaceholder={namePlaceholder} valuePlaceholder={valuePlaceholder} />}
    />
  )
}

type PairRowProps = RowProps<Pair> & { namePlaceholder: string; valuePlaceholder: string }

function PairRow({ name, label, value, onChange, onPaste, onBlur, namePlaceholder, valuePlaceholder }: PairRowProps) {
  const t = useTranslations('form')
  const words = useTranslations('tester')
  const nameError = useFieldError(`${name}.name`)
  const valueError = useFieldError(`${name}.value`)
  const errorId = `${name}-error`
  const describedBy = nameError ?? valueError ? errorId : undefined
  return (
    <>
      <div className="grid grid-cols-[2fr_3fr] gap-1">
        <Input
          mono
          aria-label={`${label}: ${t('name')}`}
          aria-describedby={describedBy}
          value={value.name}
          placeholder={namePlaceholder}
          invalid={nameError !== undefined}
          onPaste={onPaste}
          onBlur={onBlur}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
        />
        <Input
          mono
          aria-label={`${label}: ${words('value')}`}
          aria-describedby={describedBy}
          value={value.value}
          placeholder={valuePlaceholder}
          invalid={valueError !== undefined}
          onBlur={onBlur}
          onChange={(event) => onChange({ ...value, value: event.target.value })}
        />
      </div>
      {describedBy !== undefined && <FieldMessage id={errorId}>{nameError ?? valueError ?? ''}</FieldMessage>}
    </>
  )
}
