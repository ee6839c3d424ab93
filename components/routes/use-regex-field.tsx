'use client'
import { useTranslations } from 'next-intl'
import { useController, useFormContext } from 'react-hook-form'
import { Field } from '#components/form/field.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import type { RouteFormValues } from './route-values.ts'

/** Where the stored route has it, or always where it is the way to say so; other dialects have a type of path for it. */
export function UseRegexField({ always = false }: { always?: boolean }) {
  const t = useTranslations('routes.form')
  const { field } = useController<RouteFormValues, 'useRegex'>({ name: 'useRegex' })
  const stored = useFormContext<RouteFormValues>().formState.defaultValues?.useRegex ?? null
  if (!always && stored === null && field.value === null) return null
  return (
    <Diagnosed name="useRegex">
      <Field name="useRegex" label={t('useRegex')} help={t('useRegexHelp')} group>
        {({ id }) => (
          <label htmlFor={`${id}-box`} className="flex min-h-6 w-fit items-center gap-1.5">
            <Checkbox id={`${id}-box`} checked={field.value === true} onChange={field.onChange} />
            {t('useRegexBox')}
          </label>
        )}
      </Field>
    </Diagnosed>
  )
}
