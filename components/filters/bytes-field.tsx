'use client'
import { useController } from 'react-hook-form'
import { Field, FieldMessage, useFieldError, type FieldProps } from '#components/form/field.tsx'
import { NumberInput } from '#components/form/number-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { BYTE_UNITS, type ByteUnit } from './byte-amount.ts'

/** An amount of bytes with its unit. */
export function BytesField({ name, label, help, unitLabel }: FieldProps & { unitLabel: string }) {
  const amount = useController({ name: `${name}.amount` }).field
  const unit = useController({ name: `${name}.unit` }).field
  const error = useFieldError(`${name}.amount`)
  return (
    <Field name={name} label={label} help={help}>
      {({ id, describedBy }) => (
        <div data-field={`${name}.amount`}>
          <div className="grid max-w-60 grid-cols-[minmax(0,1fr)_96px] gap-1.5">
            <NumberInput {...amount} id={id} aria-describedby={describedBy} invalid={error !== undefined} placeholder="8" />
            <Select<ByteUnit> label={unitLabel} value={unit.value as ByteUnit} onChange={unit.onChange} options={BYTE_UNITS.map((value) => ({ value, label: value }))} />
          </div>
          {error !== undefined && <FieldMessage>{error}</FieldMessage>}
        </div>
      )}
    </Field>
  )
}
