'use client'
import { Dices, Eye, EyeOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useController } from 'react-hook-form'
import { Field, type FieldProps } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Input } from '#components/ui/input.tsx'
import { makeSecret } from './made-secret.ts'

/** A password or key: hidden while one types, shown where it was made, so that one sees that it is none of one's own. */
export function SecretField({ placeholder, ...field }: FieldProps & { placeholder?: string }) {
  const t = useTranslations('consumers.credentials')
  const { field: control } = useController({ name: field.name })
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <Field {...field}>
      {({ id, describedBy, invalid }) => (
        <div className="flex items-center gap-2">
          <Input
            {...control}
            id={id}
            value={String(control.value ?? '')}
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            placeholder={placeholder}
            invalid={invalid}
            aria-describedby={describedBy}
            mono
          />
          <IconButton label={t(shown ? 'hide' : 'show')} onClick={() => setShown(!shown)}><Icon size={14} aria-hidden /></IconButton>
          <Button
            icon={<Dices size={14} aria-hidden />}
            onClick={() => {
              control.onChange(makeSecret())
              setShown(true)
            }}
          >
            {t('generate')}
          </Button>
        </div>
      )}
    </Field>
  )
}
