'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import { FiltersField } from '#components/filters/filters-field.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { AdditionalSettings } from '#components/form/section.tsx'
import { hasField, hasFilter } from './dialect-fields.ts'
import { isStream, type RouteFormValues } from './route-values.ts'
import { TemplatesField } from './templates-field.tsx'

/** What happens to a request on its way: shared filters and own ones. Closed while there are none. */
export function RouteFilterFields({ dialect }: { dialect: ClusterDialect | null }) {
  const t = useTranslations('routes.form')
  const place = useTranslations('routes.place')
  const [protocols, filters, templates] = useWatch<RouteFormValues, ['protocols', 'filters', 'templates']>({ name: ['protocols', 'filters', 'templates'] })
  const count = filters.length + templates.length
  if (isStream(protocols) && count === 0) return null
  return (
    <AdditionalSettings title={dialect === null ? t('filters') : place('filters')} open={count > 0}>
      <p className="text-muted">{dialect === null ? t('filtersHelp') : place(`filtersHelp.${dialect}`)}</p>
      <FiltersField name="filters" refuses={(type) => (hasFilter(dialect, type) ? undefined : place(`noFilter.${dialect ?? 'sluice'}`))} />
      {hasField(dialect, 'templates') && <Diagnosed name="templates"><TemplatesField /></Diagnosed>}
    </AdditionalSettings>
  )
}
