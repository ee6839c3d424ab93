'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useRelated } from '#components/api/queries.ts'

/** The first service that goes to an upstream, and how many others do. */
export function UsedBy({ names }: { names: readonly string[] }) {
  const t = useTranslations('upstreams.list')
  const [first] = names
  if (first === undefined) return <span className="text-faint">{t('notUsed')}</span>
  return (
    <>
      <Link href={pb.services.one(first)} className="relative z-1 rounded-sm font-mono text-xs text-accent-ink hover:underline">{first}</Link>
      {names.length > 1 && <span className="ml-1.5 text-muted" title={names.slice(1).join('\n')}>{t('more', { count: names.length - 1 })}</span>}
    </>
  )
}

/** Where there are too many services to count them all at once. */
export function UsedByLookup({ upstream }: { upstream: string }) {
  const related = useRelated('upstreams', upstream)
  return related.data ? <UsedBy names={related.data.referredBy.filter(({ kind }) => kind === 'services').map(({ name }) => name)} /> : null
}
