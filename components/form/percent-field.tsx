'use client'
import { useController } from 'react-hook-form'
import { PercentInput } from './percent-input.tsx'
import { Field, type FieldProps } from './field.tsx'

/** A share from 0 to 100 %: slider and exact number, in steps of 0.01. */
export function PercentField({ name, label, help, optional }: FieldProps) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => (
        <PercentInput id={id} label={label} value={field.value} onChange={field.onChange} onBlur={field.onBlur} describedBy={describedBy} invalid={invalid} />
      )}
    </Field>
  )
}
