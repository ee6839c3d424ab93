'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Filter } from '#lib/model/filter.ts'
import { pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import { useFilterNames } from '#components/filters/filter-names.ts'
import { runningOrder } from '#components/filters/filter-rows.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { ObjectState } from '#components/shell/object-state.tsx'
import { routesByTemplate } from './filter-uses.ts'
import { usesTemplate } from './uses-template.ts'

const COUNTED = 1000

export function TemplateList() {
  const t = useTranslations('templates.list')
  const routes = useList('routes', { limit: COUNTED })
  const counts = useMemo(() => (routes.data?.next === null ? routesByTemplate(routes.data.items) : undefined), [routes.data])
  const usedBy = (name: string) => (counts ? <UsedBy name={name} count={counts.get(name) ?? 0} /> : routes.data ? <UsedByLookup name={name} /> : null)
  return (
    <ObjectList
      kind="templates"
      filters={['filter:', 'tag:', 'status:error']}
      empty={{ at: 'route', text: t('empty') }}
      columns={[
        { id: 'filters', header: t('filters'), hideBelow: 'sm', cell: ({ filters }) => <FilterWords filters={filters} /> },
        { id: 'description', header: t('description'), hideBelow: 'lg', cell: ({ description }) => <span className="text-muted" title={description}>{description}</span> },
        { id: 'usedBy', header: t('usedBy'), cell: ({ name }) => usedBy(name) },
        { id: 'state', header: t('state'), hideBelow: 'md', cell: ({ name }) => <ObjectState kind="templates" name={name} /> },
      ]}
    />
  )
}

/** What it does, in a word each. */
function FilterWords({ filters }: { filters: readonly Filter[] }) {
  const t = useTranslations('templates.list')
  const nameOf = useFilterNames()
  if (filters.length === 0) return <span className="text-faint">{t('noFilters')}</span>
  const types = runningOrder(filters).map((index) => filters[index]!.type)
  const names = [...new Set(types)].map(nameOf).join(' · ')
  return <span title={names}>{names}</span>
}

function UsedBy({ name, count }: { name: string; count: number }) {
  const t = useTranslations('templates.list')
  if (count === 0) return <span className="text-faint">{t('notUsed')}</span>
  return <Link href={pb.routes.list({ q: usesTemplate(name) })} className="relative z-1 rounded-sm text-accent-ink hover:underline">{t('routes', { count })}</Link>
}

/** Where there are too many routes to count them all at once. */
function UsedByLookup({ name }: { name: string }) {
  const found = useList('routes', { q: usesTemplate(name), limit: 1 })
  return found.data ? <UsedBy name={name} count={found.data.total} /> : null
}
