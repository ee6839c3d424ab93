'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { useFilterNames } from '#components/filters/filter-names.ts'
import { matchLine } from '#components/routes/route-match.ts'
import { ObjectState } from '#components/shell/object-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { rowLinkClass, Table } from '#components/ui/table.tsx'
import { leftOut } from './filter-uses.ts'
import { usesTemplate } from './uses-template.ts'

type Template = ApiObject<'templates'>

const SHOWN = 100
const COMPARED = 1000

/** The routes that a template speaks for, and what each takes of it. */
export function TemplateRoutes({ template }: { template: Template }) {
  const t = useTranslations('templates.detail')
  const q = usesTemplate(template.name)
  const routes = useList('routes', { q, limit: SHOWN })
  const templates = useList('templates', { limit: COMPARED })
  const { data } = routes
  const more = data && data.total > data.items.length ? <Link href={pb.routes.list({ q })} className="text-accent-ink hover:underline">{t('allRoutes', { count: data.total })}</Link> : undefined
  const rows = data?.items ?? []
  return (
    <Panel title={data ? t('routesCount', { count: data.total }) : t('routes')} actions={more} flush={rows.length > 0}>
      {routes.isPending && <div role="status" aria-label={t('loading')}><SkeletonRows rows={2} /></div>}
      {routes.isError && <ErrorState title={t('failed')} message={routes.error.message} onRetry={() => void routes.refetch()} retrying={routes.isFetching} />}
      {data?.total === 0 && <p className="max-w-[560px] text-muted">{t('notUsed')}</p>}
      {rows.length > 0 && (
        <Table
          unframed
          label={t('routes')}
          rows={rows}
          rowKey={(route) => route.name}
          columns={[
            { id: 'name', header: t('route'), cell: ({ name }) => <Link href={pb.routes.one(name)} className={rowLinkClass} title={name}>{name}</Link> },
            { id: 'match', header: t('match'), hideBelow: 'sm', cell: (route) => <Mono still>{matchLine(route)}</Mono> },
            { id: 'takes', header: t('takes'), cell: (route) => templates.data && <Takes template={template} route={route} others={templates.data.items} /> },
            { id: 'state', header: t('state'), hideBelow: 'md', cell: ({ name, enabled }) => <ObjectState kind="routes" name={name} enabled={enabled} /> },
          ]}
        />
      )}
    </Panel>
  )
}

type TakesProps = { template: Template; route: ApiObject<'routes'>; others: readonly Template[] }

function Takes({ template, route, others }: TakesProps) {
  const t = useTranslations('templates.detail')
  const nameOf = useFilterNames()
  const missing = leftOut(template, route, others)
  if (missing.length === 0) return <>{t('takesAll')}</>
  const types = missing.map(nameOf).join(', ')
  return <span className="text-muted" title={t('takesBut', { types })}>{t('takesBut', { types })}</span>
}
