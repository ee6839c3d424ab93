'use client'
import { useTranslations } from 'next-intl'
import { useStatus } from '#components/api/queries.ts'
import type { ProxyState } from '#components/api/types.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { ProxyBadge } from '#components/shell/proxy-badge.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Table, type Column } from '#components/ui/table.tsx'

/** Every proxy, what it serves, and where it listens. */
export function ProxiesPage() {
  const t = useTranslations('proxies')
  const status = useStatus()
  const data = status.data
  const inCluster = useClusterWorkspace() !== undefined
  const port = (proxy: ProxyState, name: 'http' | 'https' | 'status') => (proxy.ports ? <span className="font-mono text-xs">{proxy.ports[name]}</span> : '–')
  const columns: Column<ProxyState>[] = [
    { id: 'id', header: t('proxy'), cell: (proxy) => <Mono copy>{proxy.id}</Mono> },
    { id: 'state', header: t('stateColumn'), cell: (proxy) => data && <ProxyBadge proxy={proxy} status={data} /> },
    { id: 'message', header: t('message'), hideBelow: 'md', cell: (proxy) => <span className="text-muted" title={proxy.message ?? ''}>{proxy.message ?? ''}</span> },
    { id: 'http', header: 'HTTP', hideBelow: 'sm', align: 'end', width: '80px', cell: (proxy) => port(proxy, 'http') },
    { id: 'https', header: 'HTTPS', hideBelow: 'sm', align: 'end', width: '80px', cell: (proxy) => port(proxy, 'https') },
    { id: 'status', header: t('statusPort'), hideBelow: 'lg', align: 'end', width: '110px', cell: (proxy) => port(proxy, 'status') },
    { id: 'seen', header: t('lastSeen'), align: 'end', width: '140px', cell: (proxy) => <RelativeTime at={proxy.lastSeenAt} /> },
  ]
  const table = data && <Table label={t('title')} rows={data.proxies} rowKey={(proxy) => proxy.id} columns={columns} />
  return (
    <>
      <PageHeader
        title={t('title')}
        badge={data && <span className="text-muted tabular-nums">{data.proxies.length}</span>}
        facts={
          data && (
            <>
              {!inCluster && <span>{t('head', { revision: data.revision })}</span>}
              {data.controller && (data.controller.reachable ? <StatusBadge tone="ok">{t('controllerUp')}</StatusBadge> : <StatusBadge tone="bad">{t('controllerDown')}</StatusBadge>)}
            </>
          )
        }
      />
      {status.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={3} /></div>
      ) : status.isError ? (
        <ErrorState title={t('failed')} message={status.error.message} onRetry={() => void status.refetch()} retrying={status.isFetching}>{table}</ErrorState>
      ) : data?.proxies.length === 0 ? (
        <EmptyState title={t('noneTitle')}>{t('noneText')}</EmptyState>
      ) : (
        table
      )}
    </>
  )
}
