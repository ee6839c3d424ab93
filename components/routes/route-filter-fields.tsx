'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { FiltersField } from '#components/filters/filters-field.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { AdditionalSettings } from '#components/form/section.tsx'
import { isStream, type RouteFormValues } from './route-values.ts'
import { TemplatesField } from './templates-field.tsx'

/** What happens to a request on its way: shared filters and own ones. Closed while there are none. */
export function RouteFilterFields() {
  const t = useTranslations('routes.form')
  const [protocols, filters, templates] = useWatch<RouteFormValues, ['protocols', 'filters', 'templates']>({ name: ['protocols', 'filters', 'templates'] })
  const count = filters.length + templates.length
  if (isStream(protocols) && count === 0) return null
  return (
    <AdditionalSettings title={t('filters')} open={count > 0}>
      <p className="text-muted">{t('filtersHelp')}</p>
      <FiltersField name="filters" />
      <Diagnosed name="templates"><TemplatesField /></Diagnosed>
    </AdditionalSettings>
  )
}
