'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ApiError } from '#components/api/error.ts'
import { pb } from '#components/api/path-builder.ts'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'
import type { Revision } from '#components/api/types.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { RevisionRouting } from './revision-routing.tsx'
import { RevisionRow } from './revision-row.tsx'

/** One revision with its differences open: what links from elsewhere lead to. */
export function RevisionPage({ number }: { number: string }) {
  const t = useTranslations('history')
  const client = useClient()
  const query = useQuery<Revision, ApiError>({
    queryKey: keys.part(client.workspace, 'revision', number),
    queryFn: ({ signal }) => client.get<Revision>(`/revisions/${encodeURIComponent(number)}`, { signal }),
  })
  const toHistory = <Link href={pb.history()} className={buttonClass()}>{t('title')}</Link>
  return (
    <>
      <PageHeader up={<Link href={pb.history()} className="rounded-sm hover:text-ink">{t('title')}</Link>} title={t('revision', { number })} />
      {query.data ? (
        <ol className="overflow-hidden rounded-lg border bg-surface">
          <RevisionRow revision={query.data} query={{}} initiallyOpen lead={<RevisionRouting number={query.data.number} />} />
        </ol>
      ) : query.error?.code === 'NOT_FOUND' || query.error?.code === 'BAD_REQUEST' ? (
        <EmptyState title={t('notThere', { number })} actions={toHistory}>{t('notThereText')}</EmptyState>
      ) : query.isError ? (
        <ErrorState title={t('failed')} message={query.error.message} code={query.error.code} onRetry={() => void query.refetch()} />
      ) : (
        <div role="status" aria-label={t('loading')} className="rounded-lg border bg-surface"><SkeletonRows rows={3} /></div>
      )}
    </>
  )
}
