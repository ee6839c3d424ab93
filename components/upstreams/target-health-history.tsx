'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Table } from '#components/ui/table.tsx'
import { isChecked, useTargetHealth, type HealthChange } from './target-health.ts'
import { useReasonWords } from './target-health-words.ts'

const FIRST = 8

/** The last changes of the targets' health, newest first. */
export function TargetHealthHistory({ upstream }: { upstream: ApiObject<'upstreams'> }) {
  const t = useTranslations('targetHealth.history')
  const { data, isPending } = useTargetHealth(upstream.name)
  const [whole, setWhole] = useState(false)
  const changes = data?.changes ?? []
  const more = changes.length > FIRST && !whole ? <Button size="sm" onClick={() => setWhole(true)}>{t('showAll', { count: changes.length })}</Button> : undefined
  // Without an answer, the targets above say why.
  if (data === undefined && !isPending) return null
  return (
    <Panel title={t('title')} actions={more} flush={isPending || changes.length > 0}>
      {isPending && <div role="status" aria-label={t('loading')}><SkeletonRows rows={2} /></div>}
      {data && changes.length === 0 && (isChecked(upstream.healthchecks) ? <p className="text-muted">{t('none')}</p> : <NotChecked name={upstream.name} />)}
      {changes.length > 0 && <Changes changes={whole ? changes : changes.slice(0, FIRST)} />}
    </Panel>
  )
}

function NotChecked({ name }: { name: string }) {
  const t = useTranslations('targetHealth.history')
  const link = (chunks: React.ReactNode) => <Link href={pb.upstreams.edit(name)} className="rounded-sm text-accent-ink underline underline-offset-2">{chunks}</Link>
  return <p className="max-w-[560px] text-muted">{t.rich('notChecked', { link })}</p>
}

function Changes({ changes }: { changes: readonly HealthChange[] }) {
  const t = useTranslations('targetHealth')
  const why = useReasonWords()
  return (
    <Table
      unframed
      label={t('history.title')}
      rows={changes}
      rowKey={({ at, proxy, address, state, reason }) => [at, proxy, address, state, reason].join(' ')}
      columns={[
        { id: 'at', header: t('history.when'), width: '140px', cell: ({ at }) => <span className="text-muted"><RelativeTime at={at} /></span> },
        { id: 'address', header: t('history.target'), cell: ({ address }) => <Mono still>{address}</Mono> },
        { id: 'state', header: t('history.became'), cell: ({ state }) => <StatusBadge tone={state === 'up' ? 'ok' : 'bad'}>{t(`state.${state}`)}</StatusBadge> },
        { id: 'why', header: t('history.why'), hideBelow: 'sm', cell: ({ by, reason }) => [t(`by.${by}`), why(reason)].filter((word) => word !== '').join(' · ') },
        { id: 'proxy', header: t('history.proxy'), hideBelow: 'lg', cell: ({ proxy }) => <Mono still>{proxy}</Mono> },
      ]}
    />
  )
}
