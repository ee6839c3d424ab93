'use client'
import { useTranslations } from 'next-intl'
import { ANSWERING } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import { useFilterSummary } from '#components/filters/use-filter-summary.ts'

/** What a route without a service answers; its templates are not looked into. */
export function Answer({ route }: { route: Route }) {
  const t = useTranslations('routes')
  const summary = useFilterSummary()
  const filter = route.filters.find(({ type }) => ANSWERING.has(type))
  const words = filter === undefined ? t('list.byTemplate') : summary(filter)
  return <span className="truncate text-muted" title={words}>{words}</span>
}
