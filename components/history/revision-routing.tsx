'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ApiError } from '#components/api/error.ts'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'
import type { RoutingChange } from '#components/api/types.ts'
import { RoutingDiff } from '#components/form/routing-diff.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'

/** Which requests this revision sent elsewhere than the one before it. It does not change any more. */
export function RevisionRouting({ number }: { number: number }) {
  const t = useTranslations('history.routing')
  const client = useClient()
  const query = useQuery<{ items: RoutingChange[] }, ApiError>({
    queryKey: keys.part(client.workspace, 'revision', number, 'routing-diff'),
    queryFn: ({ signal }) => client.get<{ items: RoutingChange[] }>(`/revisions/${number}/routing-diff`, { signal }),
    staleTime: Infinity,
  })
  const items = query.data?.items
  return (
    <Panel title={t('title')} flush={items === undefined ? !query.isError : items.length > 0}>
      {items !== undefined ? (
        <RoutingDiff changes={items} tall />
      ) : query.isError ? (
        <ErrorState title={t('failed')} message={query.error.message} code={query.error.code} onRetry={() => void query.refetch()} retrying={query.isFetching} />
      ) : (
        <div role="status" aria-label={t('loading')}><SkeletonRows rows={3} columns={3} /></div>
      )}
    </Panel>
  )
}
