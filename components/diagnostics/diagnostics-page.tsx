'use client'
import { useTranslations } from 'next-intl'
import type { Severity } from '#lib/model/routing-config.ts'
import { useDiagnostics } from '#components/api/queries.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { ClusterBanner } from '#components/shell/cluster-banner.tsx'
import { SourceLink } from '#components/shell/source-link.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader, Panel } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'

const SEVERITIES: Severity[] = ['error', 'warning']

/** What is wrong in this workspace, the worst first; each leads to its object. */
export function DiagnosticsPage() {
  const t = useTranslations('diagnostics')
  const query = useDiagnostics()
  const cluster = useClusterWorkspace()
  const items = query.data?.items ?? []
  const groups = SEVERITIES.map((severity) => ({ severity, items: items.filter((one) => one.severity === severity) })).filter((group) => group.items.length > 0)
  const shown = (
    <div className="space-y-4">
      {groups.map((group) => (
        <Panel key={group.severity} title={t(`group.${group.severity}`, { count: group.items.length })}>
          <DiagnosticList items={group.items} lead={({ source }) => <SourceLink source={source} />} />
        </Panel>
      ))}
    </div>
  )
  return (
    <>
      <PageHeader title={t('title')} facts={query.data && !cluster && <span>{t('asOf', { revision: query.data.revision })}</span>} />
      {cluster && <ClusterBanner workspace={cluster.name} />}
      {query.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={6} columns={3} /></div>
      ) : query.isError ? (
        <ErrorState title={t('failed')} message={query.error.message} onRetry={() => void query.refetch()} retrying={query.isFetching}>{items.length > 0 ? shown : undefined}</ErrorState>
      ) : items.length === 0 ? (
        <EmptyState title={t('noneTitle')}>{t('noneText')}</EmptyState>
      ) : (
        shown
      )}
    </>
  )
}
