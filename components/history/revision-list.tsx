'use client'
import { useTranslations } from 'next-intl'
import { useRevisions } from '#components/api/queries.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { RevisionRow, type RevisionScope } from './revision-row.tsx'

type Props = { query?: RevisionScope }

/** Revisions, newest first: of the workspace, or of one object. */
export function RevisionList({ query = {} }: Props) {
  const t = useTranslations('history')
  const revisions = useRevisions(query)
  const inCluster = useClusterWorkspace() !== undefined
  const items = revisions.data?.pages.flatMap((page) => page.items) ?? []
  const list = (
    <ol className="overflow-hidden rounded-lg border bg-surface">
      {items.map((revision) => <RevisionRow key={revision.number} revision={revision} query={query} />)}
    </ol>
  )
  if (revisions.isPending) return <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={6} /></div>
  if (revisions.isError) return <ErrorState title={t('failed')} message={revisions.error.message} onRetry={() => void revisions.refetch()}>{items.length > 0 ? list : undefined}</ErrorState>
  if (items.length === 0 && inCluster) return <EmptyState title={t('clusterTitle')}>{t('clusterText')}</EmptyState>
  if (items.length === 0) return <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
  return (
    <div className="space-y-3">
      {list}
      {revisions.hasNextPage && <Button busy={revisions.isFetchingNextPage} onClick={() => void revisions.fetchNextPage()}>{t('older')}</Button>}
    </div>
  )
}
