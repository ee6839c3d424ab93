'use client'
import { FileUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { useController } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { Textarea } from '#components/ui/input.tsx'
import { Field, type FieldProps } from './field.tsx'

type Props = FieldProps & {
  placeholder?: string
  /** A file as a whole, or a paste that `isWhole`; absent = it becomes the value. */
  onText?: (text: string) => void
  isWhole?: (pasted: string) => boolean
  /** What the file dialog offers; everything if absent. */
  accept?: string
  rows?: number
}

/** The text of a file: typed, pasted, chosen, or dropped. */
export function TextFileField({ name, label, help, optional, placeholder, onText, isWhole, accept, rows = 6 }: Props) {
  const t = useTranslations('form.file')
  const { field } = useController({ name })
  const file = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = onText ?? field.onChange
  const read = async (chosen: File | undefined) => chosen && take(await chosen.text())
  return (
    <Field name={name} label={label} help={help} {...(optional ? { optional } : {})}>
      {({ id, describedBy, invalid }) => (
        <div
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            setOver(false)
            const dropped = event.dataTransfer.files[0]
            if (!dropped) return
            event.preventDefault()
            void read(dropped)
          }}
        >
          <Textarea
            {...field}
            id={id}
            value={typeof field.value === 'string' ? field.value : ''}
            aria-describedby={describedBy}
            invalid={invalid}
            mono
            rows={rows}
            placeholder={placeholder}
            className={over ? 'border-accent bg-accent-soft' : ''}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text')
              if (!onText || isWhole?.(pasted) !== true) return
              event.preventDefault()
              onText(pasted)
            }}
          />
          <input
            ref={file}
            type="file"
            {...(accept === undefined ? {} : { accept })}
            aria-label={t('of', { what: label })}
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => {
              void read(event.currentTarget.files?.[0])
              event.currentTarget.value = ''
            }}
          />
          <Button size="sm" className="mt-1.5" icon={<FileUp size={12} aria-hidden />} onClick={() => file.current?.click()}>
            {t('choose')}
          </Button>
        </div>
      )}
    </Field>
  )
}
