'use client'
import { useTranslations } from 'next-intl'
import { useController, useFormContext, useWatch } from 'react-hook-form'
import type { Listener } from '#lib/model/listener.ts'
import { useList } from '#components/api/queries.ts'
import { Field } from '#components/form/field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { listenerChoices, toggleListener } from './listener-choices.ts'
import type { RouteFormValues } from './route-values.ts'

const factsOf = ({ protocol, port, hostname }: Listener) => [protocol, port, hostname].filter((fact) => fact !== undefined).join(' · ')

/** Which listeners serve the route; none chosen: all that fit. A name that leads nowhere stays until it is taken off. */
export function ListenersField() {
  const t = useTranslations('routes.form')
  const listeners = useList('listeners', { limit: 1000, sort: 'name' })
  const protocols = useWatch<RouteFormValues, 'protocols'>({ name: 'protocols' })
  const { field } = useController<RouteFormValues, 'listeners'>({ name: 'listeners' })
  const { defaultValues } = useFormContext<RouteFormValues>().formState
  const stored = (defaultValues?.listeners ?? null) as string[] | null
  const chosen = field.value ?? []
  const known = listeners.data?.items
  return (
    <Field name="listeners" label={t('listeners')} help={t('listenersHelp')} optional group>
      {({ id }) => (
        <div className="space-y-1">
          {listenerChoices(known, chosen, protocols).map(({ name, listener }) => (
            <label key={name} htmlFor={`${id}-${name}`} className="flex min-h-6 items-center gap-1.5">
              <Checkbox
                id={`${id}-${name}`}
                checked={chosen.includes(name)}
                onChange={(on) => field.onChange(toggleListener(chosen, name, on, stored))}
              />
              <span className="min-w-0 truncate font-mono text-xs">{name}</span>
              {listener !== undefined && <span className="truncate text-xs text-muted">{factsOf(listener)}</span>}
              {listener === undefined && known !== undefined && <span className="text-xs text-warn">{t('listenerGone')}</span>}
            </label>
          ))}
          {listeners.isPending && <Skeleton className="h-6 w-48" />}
          {listeners.isError && <p className="text-xs text-bad">{t('listenersFailed')} {listeners.error.message}</p>}
        </div>
      )}
    </Field>
  )
}
