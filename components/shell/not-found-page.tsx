'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export function NotFoundPage() {
  const t = useTranslations('common.notFound')
  return (
    <main>
      <title>{`${t('title')} · Sluice`}</title>
      <EmptyState heading="h1" title={t('title')} actions={<Link href={pb.overview()} className={buttonClass('primary')}>{t('home')}</Link>}>{t('text')}</EmptyState>
    </main>
  )
}
