'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import type { ApiError } from '#components/api/error.ts'
import { pb } from '#components/api/path-builder.ts'
import { useObject } from '#components/api/queries.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** A credential stands on the page of its consumer: links to it lead there. */
export function CredentialPage({ name }: { name: string }) {
  const t = useTranslations('common.page')
  const words = useTranslations('objects')
  const router = useRouter()
  const query = useObject('credentials', name)
  const consumer = query.data?.consumer
  const error = query.error as ApiError | null
  const title = <title>{`${name} · Sluice`}</title>
  useEffect(() => {
    if (consumer !== undefined) router.replace(pb.consumers.one(consumer))
  }, [router, consumer])
  if (error?.code === 'NOT_FOUND') {
    return (
      <>
        {title}
        <EmptyState heading="h1" title={t('notThere', { what: words('credentials.one'), name })} actions={<Link href={pb.consumers.list()} className={buttonClass()}>{words('consumers.many')}</Link>}>
          {t('notThereText')}
        </EmptyState>
      </>
    )
  }
  if (error) return <>{title}<ErrorState title={t('failed', { name })} message={error.message} code={error.code} onRetry={() => void query.refetch()} retrying={query.isFetching} /></>
  return <div role="status" aria-label={t('loading')}>{title}<Skeleton className="h-7 w-48" /></div>
}
