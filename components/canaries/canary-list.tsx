'use client'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import type { Column } from '#components/ui/table.tsx'
import { CanaryState } from './canary-state.tsx'
import { MinuteShare } from './minute-share.tsx'

type Row = ApiObject<'canaries'>

const link = 'relative z-1 truncate rounded-sm font-mono text-xs hover:text-accent-ink hover:underline'

export function CanaryList() {
  const t = useTranslations('canaries')
  const format = useFormatter()
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: 'route', header: t('list.route'), cell: (canary) => <Link href={pb.routes.one(canary.route)} className={link}>{canary.route}</Link> },
      {
        id: 'service',
        header: t('list.service'),
        hideBelow: 'sm',
        cell: (canary) => (
          <span className="inline-flex max-w-full items-center gap-1.5">
            <span aria-hidden className="text-faint">→</span>
            <Link href={pb.services.one(canary.service)} className={link}>{canary.service}</Link>
          </span>
        ),
      },
      { id: 'weight', header: t('list.weight'), align: 'end', width: '96px', cell: (canary) => format.number(canary.weight / 100, { style: 'percent', maximumFractionDigits: 2 }) },
      { id: 'actual', header: t('list.actual'), align: 'end', width: '120px', hideBelow: 'md', cell: (canary) => (canary.state === 'active' ? <MinuteShare route={canary.route} changedAt={canary.updatedAt} /> : <span className="text-faint">–</span>) },
      { id: 'rules', header: t('list.rules'), hideBelow: 'lg', cell: (canary) => <Rules canary={canary} /> },
      { id: 'state', header: t('list.state'), width: '120px', cell: (canary) => <CanaryState canary={canary} /> },
    ],
    [t, format],
  )
  return (
    <ObjectList
      kind="canaries"
      filters={['service:', 'tag:', 'status:error']}
      empty={{ at: 'canary', text: t('list.empty') }}
      columns={columns}
    />
  )
}

function Rules({ canary }: { canary: Row }) {
  const t = useTranslations('canaries')
  const rules = [
    ...(canary.header === undefined ? [] : [t('list.header', { name: canary.header.name })]),
    ...(canary.cookie === undefined ? [] : [t('list.cookie', { name: canary.cookie.name })]),
  ]
  return <span className="text-muted">{rules.length === 0 ? t('list.weightOnly') : rules.join(', ')}</span>
}
