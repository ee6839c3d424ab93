'use client'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { useController } from 'react-hook-form'
import { Field } from '#components/form/field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { TagInput } from '#components/ui/tag-input.tsx'

const USUAL = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

/** The usual methods as boxes, any other as a word. The list keeps its order. */
export function MethodsField() {
  const t = useTranslations('routes.form')
  const id = useId()
  const { field } = useController({ name: 'methods' })
  const methods = Array.isArray(field.value) ? (field.value as string[]) : []
  const others = methods.filter((method) => !USUAL.includes(method))
  return (
    <Field name="methods" label={t('methods')} help={t('methodsHelp')} optional group>
      {({ describedBy, invalid }) => (
        <div className="space-y-1.5">
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {USUAL.map((method) => (
              <label key={method} htmlFor={`${id}-${method}`} className="flex min-h-6 items-center gap-1.5 font-mono text-xs">
                <Checkbox
                  id={`${id}-${method}`}
                  checked={methods.includes(method)}
                  onChange={(on) => field.onChange(on ? [...methods, method] : methods.filter((other) => other !== method))}
                />
                {method}
              </label>
            ))}
          </div>
          <TagInput
            label={t('otherMethods')}
            value={others}
            placeholder={t('otherMethods')}
            invalid={invalid}
            describedBy={describedBy}
            onBlur={field.onBlur}
            onChange={(words) => {
              const wanted = words.map((word) => word.toUpperCase())
              const kept = methods.filter((method) => USUAL.includes(method) || wanted.includes(method))
              field.onChange([...new Set([...kept, ...wanted])])
            }}
          />
        </div>
      )}
    </Field>
  )
}
