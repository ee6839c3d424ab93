'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { objectPath } from '#components/api/path-builder.ts'
import { useRelated } from '#components/api/queries.ts'
import type { ApiKind, ObjectRef } from '#components/api/types.ts'

/** What an object names and what names it. */
export function RelatedObjects({ kind, name }: { kind: ApiKind; name: string }) {
  const t = useTranslations('common.related')
  const related = useRelated(kind, name)
  if (!related.data) return null
  const { refersTo, referredBy } = related.data
  if (refersTo.length + referredBy.length === 0) return null
  return (
    <aside aria-label={t('title')} className="w-full space-y-4 xl:w-60 xl:border-l xl:pl-6">
      <Group title={t('refersTo')} items={refersTo} />
      <Group title={t('referredBy')} items={referredBy} />
    </aside>
  )
}

function Group({ title, items }: { title: string; items: ObjectRef[] }) {
  const words = useTranslations('objects')
  if (items.length === 0) return null
  return (
    <section>
      <h2 className="mb-1 text-xs text-muted">{title}</h2>
      <ul>
        {items.map((one) => (
          <li key={`${one.kind}/${one.name}`} className="flex min-h-6 items-center gap-2">
            <span className="shrink-0 text-xs text-muted">{words(`${one.kind}.one`)}</span>
            <Link href={objectPath(one)} className="min-w-0 truncate rounded-sm font-mono text-xs text-accent-ink hover:underline" title={one.name}>{one.name}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
