'use client'
import { useController } from 'react-hook-form'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Combobox, type ComboboxProps } from '#components/ui/combobox.tsx'
import { Select, type Option } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { TagInput } from '#components/ui/tag-input.tsx'
import { Field, type FieldProps } from './field.tsx'

/** Values are texts on the screen; `number` gives numbers back to the form (status codes). */
export function SelectField({ name, label, help, optional, options, number }: FieldProps & { options: readonly Option[]; number?: boolean }) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => (
        <Select
          id={id}
          ref={field.ref}
          value={String(field.value ?? '')}
          onChange={(value) => field.onChange(number ? Number(value) : value)}
          onBlur={field.onBlur}
          options={options}
          describedBy={describedBy}
          invalid={invalid}
          className="max-w-80"
        />
      )}
    </Field>
  )
}

type ComboboxFieldProps = FieldProps & Pick<ComboboxProps, 'items' | 'placeholder' | 'onSearch' | 'onCreate' | 'createLabel' | 'free' | 'clearable' | 'mono' | 'loading'>

export function ComboboxField({ name, label, help, optional, ...rest }: ComboboxFieldProps) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => (
        <Combobox
          {...rest}
          id={id}
          ref={field.ref}
          value={typeof field.value === 'string' ? field.value : ''}
          onChange={field.onChange}
          onBlur={field.onBlur}
          describedBy={describedBy}
          invalid={invalid}
        />
      )}
    </Field>
  )
}

/** Label and help at the left, the switch before them. */
export function SwitchField({ name, label, help }: FieldProps) {
  const { field } = useController({ name })
  const id = `switch-${name}`
  return (
    <div data-field={name} className="flex items-start gap-3">
      <Switch checked={field.value === true} onChange={field.onChange} id={id} label={label} describedBy={help === undefined ? undefined : `${id}-help`} />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">{label}</label>
        {help !== undefined && <div id={`${id}-help`} className="text-xs leading-4.5 text-muted">{help}</div>}
      </div>
    </div>
  )
}

/** Several of a few, kept as a list in the order of the choices. */
export function ChecksField({ name, label, help, optional, options }: FieldProps & { options: readonly Option[] }) {
  const { field } = useController({ name })
  const chosen = Array.isArray(field.value) ? (field.value as string[]) : []
  const toggle = (value: string, on: boolean) =>
    field.onChange(options.map((option) => option.value).filter((word) => (word === value ? on : chosen.includes(word))))
  return (
    <Field name={name} label={label} help={help} group {...(optional ? { optional } : {})}>
      {({ id }) => (
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {options.map((option) => (
            <label key={option.value} htmlFor={`${id}-${option.value}`} className="flex min-h-6 items-center gap-1.5">
              <Checkbox id={`${id}-${option.value}`} checked={chosen.includes(option.value)} onChange={(on) => toggle(option.value, on)} />
              {option.label}
            </label>
          ))}
        </div>
      )}
    </Field>
  )
}

export function TagsField({ name, label, help, optional, placeholder, split }: FieldProps & { placeholder?: string; split?: 'words' | 'lines' }) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => (
        <TagInput
          id={id}
          ref={field.ref}
          value={Array.isArray(field.value) ? (field.value as string[]) : []}
          onChange={field.onChange}
          onBlur={field.onBlur}
          placeholder={placeholder}
          describedBy={describedBy}
          invalid={invalid}
          {...(split ? { split } : {})}
        />
      )}
    </Field>
  )
}
