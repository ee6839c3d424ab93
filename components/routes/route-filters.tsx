'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { effectiveFilters } from '#lib/model/template.ts'
import { objectPath } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { FilterList } from '#components/filters/filter-list.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useTemplates } from './use-templates.ts'

/** What runs for a route, in the order in which it runs, and whose it is. */
export function RouteFilters({ route }: { route: ApiObject<'routes'> }) {
  const t = useTranslations('routes.overview')
  const { find, isPending } = useTemplates()
  if (route.filters.length + route.templates.length === 0) return null
  const filters = effectiveFilters(route, find)
  const provenance = (index: number) => {
    const { template } = filters[index]!
    if (template === null) return t('own')
    return t.rich('ofTemplate', {
      name: template,
      link: (chunks) => <Link href={objectPath({ kind: 'templates', name: template })} className="rounded-sm font-mono text-accent-ink hover:underline">{chunks}</Link>,
    })
  }
  return (
    <Panel title={t('filters')}>
      {isPending && route.templates.length > 0 ? <Skeleton className="h-8 w-full" /> : <FilterList filters={filters.map(({ filter }) => filter)} from={provenance} />}
    </Panel>
  )
}
