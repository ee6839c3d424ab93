'use client'
import type { ReactNode } from 'react'
import { useController } from 'react-hook-form'
import { Input, Textarea } from '#components/ui/input.tsx'
import { Field, type FieldProps } from './field.tsx'

type Props = FieldProps & {
  placeholder?: string
  mono?: boolean
  unit?: ReactNode
  type?: 'text' | 'password'
  autoComplete?: string
  readOnly?: boolean
  /** Several lines: PEM, descriptions. */
  rows?: number
}

export function TextField({ name, label, help, optional, placeholder, mono, unit, type = 'text', rows, ...rest }: Props) {
  const { field } = useController({ name })
  const value = typeof field.value === 'string' ? field.value : ''
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => {
        const shared = { ...rest, ...field, id, value, placeholder, invalid, 'aria-describedby': describedBy, mono: mono ?? false }
        return rows === undefined ? <Input {...shared} type={type} unit={unit} /> : <Textarea {...shared} rows={rows} />
      }}
    </Field>
  )
}
