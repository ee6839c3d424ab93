'use client'
import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, type ClipboardEvent, type ReactNode } from 'react'
import { useController } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Input } from '#components/ui/input.tsx'
import { Field, FieldMessage, useFieldError, type FieldProps } from './field.tsx'

export type RowProps<T> = {
  value: T
  onChange: (value: T) => void
  index: number
  /** Of the row in the form: `targets.2`; errors stand at `${name}.port`. */
  name: string
  /** Give it to the first input: many pasted lines become many rows. */
  onPaste: (event: ClipboardEvent<HTMLInputElement>) => void
  onBlur: () => void
  invalid: boolean
  /** The accessible name: "Host 3". */
  label: string
}

type Props<T> = FieldProps & {
  newRow: () => T
  /** The button's words: "Add host". */
  addLabel: string
  /** One row's word for screen readers: "Host". */
  rowLabel: string
  /** Makes a row of a pasted line; undefined leaves the line out. */
  parseLine: (line: string) => T | undefined
  isEmpty: (row: T) => boolean
  row: (props: RowProps<T>) => ReactNode
  /** Above the rows: the columns' names. */
  header?: ReactNode
}

/** A list as rows. Enter adds one below; pasting many lines makes many. */
export function ListField<T>({ name, label, help, optional, newRow, addLabel, rowLabel, parseLine, isEmpty, row, header }: Props<T>) {
  const t = useTranslations('form')
  const { field } = useController({ name })
  const rows = Array.isArray(field.value) ? (field.value as T[]) : []
  const list = useRef<HTMLUListElement>(null)

  const focusRow = (index: number) => {
    const before = document.activeElement
    requestAnimationFrame(() => {
      const { activeElement } = document
      // Who went on to another field meanwhile is not called back.
      if (activeElement !== before && activeElement !== document.body) return
      list.current?.children[index]?.querySelector<HTMLElement>('input, button')?.focus()
    })
  }
  const add = (at = rows.length) => {
    field.onChange(rows.toSpliced(at, 0, newRow()))
    focusRow(at)
  }
  const remove = (index: number) => {
    field.onChange(rows.toSpliced(index, 1))
    focusRow(Math.max(0, index - 1))
  }
  const paste = (index: number) => (event: ClipboardEvent<HTMLInputElement>) => {
    const lines = event.clipboardData.getData('text').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '')
    if (lines.length < 2) return
    event.preventDefault()
    const made = lines.map(parseLine).filter((made) => made !== undefined)
    field.onChange(rows.toSpliced(isEmpty(rows[index]!) ? index : index + 1, isEmpty(rows[index]!) ? 1 : 0, ...made))
    focusRow(index + made.length - 1)
  }
  return (
    <Field name={name} label={label} help={help} group {...(optional ? { optional } : {})}>
      {() => (
        <div className="space-y-1.5">
          {rows.length > 0 && header}
          <ul
            ref={list}
            className="space-y-1.5 empty:hidden"
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.defaultPrevented || !(event.target instanceof HTMLInputElement)) return
              if (event.nativeEvent.isComposing || event.target.getAttribute('role') === 'combobox') return
              event.preventDefault()
              const index = [...(list.current?.children ?? [])].findIndex((item) => item.contains(event.target as Node))
              if (!isEmpty(rows[index]!)) add(index + 1)
            }}
          >
            {rows.map((value, index) => (
              <ListRow key={index} name={`${name}.${index}`} onRemove={() => remove(index)} removeLabel={t('removeRow', { row: `${rowLabel} ${index + 1}` })}>
                {(invalid) =>
                  row({
                    value,
                    index,
                    name: `${name}.${index}`,
                    invalid,
                    label: `${rowLabel} ${index + 1}`,
                    onPaste: paste(index),
                    onBlur: field.onBlur,
                    onChange: (next) => field.onChange(rows.with(index, next)),
                  })
                }
              </ListRow>
            ))}
          </ul>
          <Button size="sm" onClick={() => add()} icon={<Plus size={12} aria-hidden />}>{addLabel}</Button>
        </div>
      )}
    </Field>
  )
}

type ListRowProps = { name: string; onRemove: () => void; removeLabel: string; children: (invalid: boolean) => ReactNode }

function ListRow({ name, onRemove, removeLabel, children }: ListRowProps) {
  const error = useFieldError(name)
  return (
    <li data-field={name}>
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">{children(error !== undefined)}</div>
        <IconButton label={removeLabel} onClick={onRemove}><X size={14} aria-hidden /></IconButton>
      </div>
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
    </li>
  )
}

type StringListProps = FieldProps & { addLabel: string; rowLabel: string; placeholder?: string }

/** A list of texts: hosts, SNIs, addresses. */
export function StringListField({ placeholder, ...rest }: StringListProps) {
  return (
    <ListField<string>
      {...rest}
      newRow={() => ''}
      isEmpty={(row) => row === ''}
      parseLine={(line) => line}
      row={({ value, onChange, onPaste, onBlur, invalid, label }) => (
        <Input mono aria-label={label} value={value} invalid={invalid} placeholder={placeholder} onPaste={onPaste} onBlur={onBlur} onChange={(event) => onChange(event.target.value)} />
      )}
    />
  )
}
