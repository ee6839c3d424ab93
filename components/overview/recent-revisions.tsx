'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useRevisions } from '#components/api/queries.ts'
import { ChangeSummary } from '#components/history/change-summary.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'

const SHOWN = 6

export function RecentRevisions() {
  const t = useTranslations('overview')
  const revisions = useRevisions({ limit: SHOWN })
  const items = revisions.data?.pages[0]?.items.slice(0, SHOWN) ?? []
  return (
    <Panel title={t('recent')} flush actions={<Link href={pb.history()} className="rounded-sm text-accent-ink hover:underline">{t('allRevisions')}</Link>}>
      {revisions.isError ? (
        <div className="p-3"><ErrorState title={t('recentFailed')} message={revisions.error.message} onRetry={() => void revisions.refetch()} /></div>
      ) : revisions.isPending ? (
        <SkeletonRows rows={4} columns={3} />
      ) : items.length === 0 ? (
        <p className="p-4 text-muted">{t('noRevisions')}</p>
      ) : (
        <ol>
          {items.map((revision) => (
            <li key={revision.number} className="flex min-h-9 flex-wrap items-center gap-x-3 border-b px-4 py-1 last:border-b-0">
              <span className="w-10 font-medium tabular-nums">{revision.number}</span>
              <span className="min-w-0 flex-1 basis-60 truncate">
                <ChangeSummary changes={revision.changes} />
                {revision.comment !== '' && <span className="text-muted"> — {revision.comment}</span>}
              </span>
              <span className="text-muted">{revision.actor}</span>
              <span className="w-28 text-right text-muted"><RelativeTime at={revision.at} /></span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
