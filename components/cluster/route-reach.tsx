'use client'
import { useTranslations } from 'next-intl'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Problems } from './problems.tsx'
import { Finding, ReachBadge } from './reach-state.tsx'
import { useRouteReach } from './use-cluster.ts'

/** Whether the proxy reaches what is behind a route of a cluster, and what to do where it does not. Elsewhere nothing. */
export function RouteReach({ route }: { route: string }) {
  const t = useTranslations('cluster.reach')
  const inCluster = useClusterWorkspace() !== undefined
  const query = useRouteReach(route, inCluster)
  if (!inCluster) return null
  const found = query.data?.items[0]
  return (
    <Panel title={t('title')} {...(found ? { actions: <ReachBadge state={found.state} /> } : {})}>
      {query.isPending ? (
        <div role="status" aria-label={t('loading')}><SkeletonRows rows={1} columns={2} /></div>
      ) : query.isError ? (
        <ErrorState title={t('failed')} message={query.error.message} onRetry={() => void query.refetch()} retrying={query.isFetching} />
      ) : (
        <>
          {found && found.findings.length > 0
            ? <ul className="space-y-3">{found.findings.map((finding, place) => <li key={place}><Finding finding={finding} /></li>)}</ul>
            : <p className="text-muted">{t('well')}</p>}
          {query.data.problems.length > 0 && <div className="mt-3"><Problems problems={query.data.problems} /></div>}
        </>
      )}
    </Panel>
  )
}
