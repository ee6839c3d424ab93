'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useDiagnostics, useList, useStatus } from '#components/api/queries.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { ClusterBanner } from '#components/shell/cluster-banner.tsx'
import { ProxyBadge } from '#components/shell/proxy-badge.tsx'
import { SourceLink } from '#components/shell/source-link.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader, Panel } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Counts } from './counts.tsx'
import { FirstIngress } from './first-ingress.tsx'
import { FirstRun } from './first-run.tsx'
import { RecentRevisions } from './recent-revisions.tsx'
import { TrafficPanel } from './traffic-panel.tsx'

export function OverviewPage() {
  const t = useTranslations('overview')
  const routes = useList('routes', { limit: 1 })
  const cluster = useClusterWorkspace()
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="space-y-4">
        {cluster && <ClusterBanner workspace={cluster.name} />}
        {routes.data?.total === 0 && (cluster ? <FirstIngress cluster={cluster} /> : <FirstRun />)}
        <Counts />
        {routes.data?.total !== 0 && <TrafficPanel />}
        <div className="grid gap-4 lg:grid-cols-2">
          <ServingPanel />
          <DiagnosticsPanel />
        </div>
        <RecentRevisions />
      </div>
    </>
  )
}

function ServingPanel() {
  const t = useTranslations('overview')
  const status = useStatus()
  const data = status.data
  const list = data && (
    <ul>
      {data.proxies.map((proxy) => (
        <li key={proxy.id} className="flex min-h-9 flex-wrap items-center gap-x-4 border-b px-4 last:border-b-0">
          <span className="min-w-0 flex-1 truncate font-mono text-xs" title={proxy.id}>{proxy.id}</span>
          <ProxyBadge proxy={proxy} status={data} />
          <span className="w-28 text-right text-muted max-sm:hidden"><RelativeTime at={proxy.lastSeenAt} /></span>
        </li>
      ))}
      {data.proxies.length === 0 && <li className="px-4 py-3"><StatusBadge tone="warn">{t('noProxy')}</StatusBadge></li>}
    </ul>
  )
  return (
    <Panel title={t('serving')} flush actions={<PanelLink href={pb.proxies()}>{t('allProxies')}</PanelLink>}>
      {status.isError ? (
        <div className="p-3"><ErrorState title={t('servingFailed')} message={status.error.message} onRetry={() => void status.refetch()}>{list}</ErrorState></div>
      ) : (
        (list ?? <div className="space-y-3 p-4"><Skeleton className="h-4 w-2/3" /><Skeleton className="h-4 w-1/2" /></div>)
      )}
    </Panel>
  )
}

const SHOWN = 5

function DiagnosticsPanel() {
  const t = useTranslations('overview')
  const diagnostics = useDiagnostics()
  const items = [...(diagnostics.data?.items ?? [])].sort((a, b) => a.severity.localeCompare(b.severity))
  const list = (
    <DiagnosticList
      items={items.slice(0, SHOWN)}
      empty={t('noDiagnostics')}
      lead={({ source }) => <SourceLink source={source} />}
    />
  )
  return (
    <Panel title={t('diagnostics')} actions={items.length > 0 && <PanelLink href={pb.diagnostics()}>{t('allDiagnostics', { count: items.length })}</PanelLink>}>
      {diagnostics.isError ? (
        <ErrorState title={t('diagnosticsFailed')} message={diagnostics.error.message} onRetry={() => void diagnostics.refetch()}>{items.length > 0 ? list : undefined}</ErrorState>
      ) : diagnostics.isPending ? (
        <Skeleton className="h-4 w-2/3" />
      ) : (
        list
      )}
    </Panel>
  )
}

export const PanelLink = ({ href, children }: { href: string; children: string }) => (
  <Link href={href} className="rounded-sm text-accent-ink hover:underline">{children}</Link>
)
