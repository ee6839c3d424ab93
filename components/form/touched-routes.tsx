'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import type { Touches } from '#components/api/types.ts'
import { Badge } from '#components/ui/badge.tsx'

/** The routes that a change of a template touches, before it is saved. They open beside the form. */
export function TouchedRoutes({ touches: { total, changed, routes } }: { touches: Touches }) {
  const t = useTranslations('templates.touches')
  if (total === 0) return <p className="text-muted">{t('none')}</p>
  const more = total - routes.length
  return (
    <div className="space-y-1">
      <p>{t('count', { total, changed })}</p>
      <ul tabIndex={0} aria-label={t('title')} className="max-h-48 overflow-y-auto rounded-md border py-1 focus-visible:outline-2 focus-visible:outline-accent">
        {routes.map(({ name, changed: isChanged }) => (
          <li key={name} className="flex min-h-7 items-center gap-2 px-3">
            <Link href={pb.routes.one(name)} target="_blank" className="min-w-0 truncate rounded-sm font-mono text-xs text-accent-ink hover:underline" title={name}>{name}</Link>
            {isChanged ? <Badge>{t('changes')}</Badge> : <span className="text-xs text-muted">{t('stays')}</span>}
          </li>
        ))}
        {more > 0 && <li className="px-3 text-xs leading-7 text-muted">{t('more', { count: more })}</li>}
      </ul>
    </div>
  )
}
