'use client'
import { useController, useFormContext, type FieldValues, type UseFormReturn } from 'react-hook-form'
import type { Option } from '#components/ui/select.tsx'
import { Field, type FieldProps } from './field.tsx'

type Props = FieldProps & {
  options: readonly Option[]
  /** Other fields may follow the choice. */
  onChosen?: (value: string, form: UseFormReturn<FieldValues>) => void
}

/** One of two or three, all in view. The arrow keys move, as in any radio group. */
export function SegmentsField({ name, label, help, options, onChosen }: Props) {
  const form = useFormContext()
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} help={help} group>
      {({ id }) => (
        <div className="inline-flex max-w-full flex-wrap gap-0.5 rounded-md border border-control bg-sunken p-0.5">
          {options.map((option, index) => (
            <label
              key={option.value}
              className="relative flex h-6.5 cursor-pointer items-center rounded-sm px-3 text-muted transition-colors duration-100 hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:outline has-checked:outline-line-strong has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                ref={index === 0 ? field.ref : undefined}
                type="radio"
                name={id}
                value={option.value}
                checked={field.value === option.value}
                onChange={() => {
                  field.onChange(option.value)
                  onChosen?.(option.value, form)
                }}
                onBlur={field.onBlur}
                className="absolute inset-0 cursor-pointer appearance-none opacity-0"
              />
              {option.label}
            </label>
          ))}
        </div>
      )}
    </Field>
  )
}
