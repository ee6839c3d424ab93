'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'
import type { AuditEntry, Page } from '#components/api/types.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Table, type Column } from '#components/ui/table.tsx'

/** Who did what: sign-ins, accounts, every write. */
export function AuditPage() {
  const t = useTranslations('audit')
  const client = useClient()
  const audit = useInfiniteQuery({
    queryKey: keys.accounts('audit'),
    queryFn: ({ pageParam, signal }) => client.get<Page<AuditEntry>>('/audit', { signal, query: { limit: 200, cursor: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = audit.data?.pages.flatMap((page) => page.items) ?? []
  const columns: Column<AuditEntry>[] = [
    { id: 'at', header: t('when'), width: '150px', cell: (entry) => <RelativeTime at={entry.at} /> },
    { id: 'actor', header: t('who'), cell: (entry) => <span className="font-medium">{entry.actor}</span> },
    { id: 'action', header: t('what'), cell: (entry) => <code>{entry.action}</code> },
    { id: 'subject', header: t('subject'), cell: (entry) => <code title={entry.subject}>{entry.subject}</code> },
    { id: 'detail', header: t('detail'), hideBelow: 'md', cell: (entry) => <span className="text-muted" title={entry.detail}>{entry.detail}</span> },
    { id: 'address', header: t('address'), hideBelow: 'lg', cell: (entry) => <code>{entry.address}</code> },
  ]
  const table = <Table label={t('title')} rows={rows} rowKey={(entry) => entry.id} columns={columns} tall onEndReached={() => audit.hasNextPage && !audit.isFetchingNextPage && void audit.fetchNextPage()} />
  return (
    <>
      <PageHeader title={t('title')} badge={audit.data && <span className="text-muted tabular-nums">{audit.data.pages.at(-1)?.total}</span>} />
      {audit.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={8} /></div>
      ) : audit.isError ? (
        <ErrorState title={t('failed')} message={audit.error.message} onRetry={() => void audit.refetch()} retrying={audit.isFetching}>{rows.length > 0 ? table : undefined}</ErrorState>
      ) : rows.length === 0 ? (
        <EmptyState title={t('noneTitle')}>{t('noneText')}</EmptyState>
      ) : (
        table
      )}
    </>
  )
}
