'use client'
import { useState, type ReactNode } from 'react'
import { useController } from 'react-hook-form'
import { Input, type InputProps } from '#components/ui/input.tsx'
import { Field, type FieldProps } from './field.tsx'

type NumberInputProps = Omit<InputProps, 'value' | 'onChange' | 'type'> & { value: unknown; onChange: (value: number | string | undefined) => void }

const asText = (value: unknown) => (value === undefined || value === null ? '' : String(value))

/** Gives a number, undefined when empty, and the text itself when it is no number, so that validation can say so. */
export function NumberInput({ value, onChange, ...rest }: NumberInputProps) {
  // "1." and "0.50" are on their way to a number: the text stays as typed while it means the value.
  const [typed, setTyped] = useState('')
  const means = typed.trim() !== '' && Number(typed) === value
  return (
    <Input
      {...rest}
      inputMode="decimal"
      value={means ? typed : asText(value)}
      onChange={(event) => {
        const text = event.target.value
        setTyped(text)
        const number = Number(text)
        onChange(text.trim() === '' ? undefined : Number.isFinite(number) ? number : text)
      }}
    />
  )
}

type Props = FieldProps & { placeholder?: string; unit?: ReactNode }

/** The unit stands inside the field: `unit="ms"`. */
export function NumberField({ name, label, help, optional, placeholder, unit }: Props) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => (
        <div className="max-w-60">
          <NumberInput {...field} id={id} aria-describedby={describedBy} invalid={invalid} placeholder={placeholder} unit={unit} />
        </div>
      )}
    </Field>
  )
}
