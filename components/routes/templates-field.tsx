'use client'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useController, useWatch } from 'react-hook-form'
import { objectPath } from '#components/api/path-builder.ts'
import { Field } from '#components/form/field.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { useFilterNames } from '#components/filters/filter-names.ts'
import type { RouteFormValues } from './route-values.ts'
import { templateParts } from './template-parts.ts'
import { useTemplates } from './use-templates.ts'

/** The templates that a route takes, in their order, with what each of them brings. */
export function TemplatesField() {
  const t = useTranslations('routes.form.templates')
  const { field } = useController<RouteFormValues, 'templates'>({ name: 'templates' })
  const { items, isPending } = useTemplates()
  const chosen = field.value
  const free = items.filter(({ name }) => !chosen.includes(name))
  const swap = (index: number, by: number) => field.onChange(chosen.with(index, chosen[index + by]!).with(index + by, chosen[index]!))
  if (!isPending && items.length === 0 && chosen.length === 0) return null
  return (
    <Field name="templates" label={t('label')} help={t('help')} optional group>
      {({ invalid }) => (
        <div className="space-y-1.5">
          {chosen.length > 0 && (
            <ol className="divide-y rounded-md border bg-surface">
              {chosen.map((name, index) => (
                <li key={name} className="flex items-start gap-1 px-2 py-1.5">
                  <div className="min-w-0 flex-1">
                    <Link href={objectPath({ kind: 'templates', name })} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link>
                    <Brings index={index} templates={chosen} />
                  </div>
                  {index > 0 && <IconButton size="sm" label={t('up', { name })} onClick={() => swap(index, -1)}><ArrowUp size={14} aria-hidden /></IconButton>}
                  {index < chosen.length - 1 && <IconButton size="sm" label={t('down', { name })} onClick={() => swap(index, 1)}><ArrowDown size={14} aria-hidden /></IconButton>}
                  <IconButton size="sm" label={t('remove', { name })} onClick={() => field.onChange(chosen.toSpliced(index, 1))}><X size={14} aria-hidden /></IconButton>
                </li>
              ))}
            </ol>
          )}
          {(free.length > 0 || isPending) && (
            <Combobox
              key={chosen.join()}
              label={t('add')}
              placeholder={t('add')}
              mono
              value=""
              invalid={invalid}
              loading={isPending}
              items={free.map(({ name, description }) => ({ value: name, hint: description }))}
              onChange={(name) => name !== '' && field.onChange([...chosen, name])}
              onBlur={field.onBlur}
            />
          )}
        </div>
      )}
    </Field>
  )
}

/** The types of its filters; struck through are those that others take the place of. */
function Brings({ index, templates }: { index: number; templates: readonly string[] }) {
  const t = useTranslations('routes.form.templates')
  const nameOf = useFilterNames()
  const { find, isPending } = useTemplates()
  const own = useWatch<RouteFormValues, 'filters'>({ name: 'filters' })
  if (isPending) return null
  const template = find(templates[index]!)
  if (template === undefined) return <p className="text-xs text-bad">{t('gone')}</p>
  const parts = templateParts(templates, index, own, find)
  if (parts.length === 0) return <p className="text-xs text-muted">{t('empty')}</p>
  return (
    <ul className="flex flex-wrap gap-x-3 text-xs text-muted">
      {parts.map(({ type, overriddenBy }) => (
        <li key={type}>
          {overriddenBy === undefined ? nameOf(type) : <><s>{nameOf(type)}</s> {overriddenBy === null ? t('byOwn') : t('byTemplate', { name: overriddenBy })}</>}
        </li>
      ))}
    </ul>
  )
}
