'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'

const KINDS = ['routes', 'services', 'upstreams', 'canaries', 'certificates'] as const

/** How many of each kind; each leads to its list. */
export function Counts() {
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line md:grid-cols-5 max-md:[&>:last-child]:col-span-2">
      {KINDS.map((kind) => <Count key={kind} kind={kind} />)}
    </div>
  )
}

function Count({ kind }: { kind: (typeof KINDS)[number] }) {
  const words = useTranslations('objects')
  const list = useList(kind, { limit: 1 })
  return (
    <Link href={pb[kind].list()} className="flex items-baseline justify-between gap-2 bg-surface px-4 py-3 -outline-offset-2 hover:bg-hover">
      <span className="text-muted">{words(`${kind}.many`)}</span>
      <span className="text-lg font-semibold tabular-nums">{list.data ? list.data.total : list.isError ? '–' : <Skeleton className="h-5 w-8" />}</span>
    </Link>
  )
}
