'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo, type ReactNode } from 'react'
import { isApiError } from '#components/api/error.ts'
import { pb } from '#components/api/path-builder.ts'
import { KeeperMark } from '#components/kubernetes/managed-by.tsx'
import { ListSearch } from '#components/shell/list-search.tsx'
import { Button } from '#components/ui/button.tsx'
import { Drawer } from '#components/ui/drawer.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { rowLinkClass, Table, type Column } from '#components/ui/table.tsx'
import { Problems } from './problems.tsx'
import type { ClusterLists } from './types.ts'
import { useClusterList } from './use-cluster.ts'

type Props<L extends keyof ClusterLists> = {
  list: L
  label: string
  /** After the name. */
  columns: Column<ClusterLists[L]>[]
  filters: readonly string[]
  /** All that is known of one, beside the list. */
  detail: (row: ClusterLists[L]) => ReactNode
  /** What it means that there is none. */
  empty: string
}

const keyOf = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`

/** A list of one kind of object of the cluster: search and what is open live in the URL; four states. */
export function ClusterList<L extends keyof ClusterLists>({ list, label, columns, filters, detail, empty }: Props<L>) {
  const t = useTranslations('cluster.list')
  const [q, setQ] = useQueryState('q', parseAsString.withDefault('').withOptions({ throttleMs: 300 }))
  const [show, setShow] = useQueryState('show', parseAsString)
  const pages = useClusterList(list, q)
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data])
  const first = pages.data?.pages[0]
  const shown = rows.find((row) => keyOf(row) === show)
  const name: Column<ClusterLists[L]> = {
    id: 'name',
    header: t('name'),
    shrink: 'max(22vw, 132px)',
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-2">
        <Link href={pb.cluster({ tab: list, q, show: keyOf(row) })} scroll={false} title={keyOf(row)} className={`${rowLinkClass} truncate`}>
          <span className="font-normal text-muted">{row.namespace}/</span>{row.name}
        </Link>
        <span className="max-sm:hidden"><KeeperMark managedBy={('managedBy' in row && row.managedBy) || undefined} /></span>
      </span>
    ),
  }
  const table = (
    <Table
      label={label}
      rows={rows}
      rowKey={keyOf}
      columns={[name, ...columns]}
      dimmed={pages.isPlaceholderData}
      tall
      onEndReached={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
    />
  )
  return (
    <>
      <ListSearch value={q} onChange={(next) => void setQ(next === '' ? null : next)} filters={filters} label={t('searchIn', { what: label })} />
      {first && <Problems problems={first.problems} />}
      {pages.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={8} columns={columns.length + 1} /></div>
      ) : pages.isError ? (
        <ErrorState title={t('failed', { what: label })} message={pages.error.message} code={isApiError(pages.error) ? pages.error.code : undefined} onRetry={() => void pages.refetch()} retrying={pages.isFetching}>
          {rows.length > 0 ? table : undefined}
        </ErrorState>
      ) : rows.length > 0 ? (
        <>
          <p className="mb-2 text-xs text-muted tabular-nums">{t('count', { count: first?.total ?? 0 })}</p>
          {table}
        </>
      ) : q !== '' ? (
        <EmptyState title={t('noMatch')} actions={<Button onClick={() => void setQ(null)}>{t('clearSearch')}</Button>}>{t('noMatchText', { q })}</EmptyState>
      ) : first && first.problems.length > 0 ? (
        <EmptyState title={t('forbidden', { what: label })}>{t('forbiddenText')}</EmptyState>
      ) : (
        <EmptyState title={t('empty', { what: label })}>{empty}</EmptyState>
      )}
      <Drawer open={shown !== undefined} onOpenChange={(open) => !open && void setShow(null)} title={<span className="font-mono text-sm">{shown && keyOf(shown)}</span>}>
        {shown && detail(shown)}
      </Drawer>
    </>
  )
}
