'use client'
import { useTranslations } from 'next-intl'
import type { Target } from '#lib/model/upstream.ts'
import { useLiveRates } from '#components/api/live-rate.ts'
import { useRelated } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Table } from '#components/ui/table.tsx'
import { address } from './describe-upstream.ts'
import { shareOf } from './target-shares.ts'

/** The targets with their share by weight, and what they get now. */
export function UpstreamTargets({ upstream }: { upstream: ApiObject<'upstreams'> }) {
  const t = useTranslations('upstreams.detail')
  const rates = useLiveRates()
  const related = useRelated('upstreams', upstream.name)
  const services = new Set(related.data?.referredBy.filter(({ kind }) => kind === 'services').map(({ name }) => name))
  if (upstream.targets.length === 0) return <Callout tone="warn">{t('noTargets')}</Callout>
  const rows = upstream.targets.map((target, index) => {
    const at = address(target)
    return { target, address: at, share: shareOf(upstream.targets, index), rate: rates?.((counter) => counter.target === at && services.has(counter.service)) }
  })
  return (
    <Table
      label={t('targets')}
      rows={rows}
      rowKey={(row) => row.address}
      columns={[
        { id: 'address', header: t('address'), cell: (row) => <Mono copy>{row.address}</Mono> },
        { id: 'weight', header: t('weight'), align: 'end', cell: (row) => row.target.weight },
        { id: 'share', header: t('share'), align: 'end', hideBelow: 'sm', cell: (row) => (row.share === undefined ? '–' : t('percent', { share: row.share })) },
        { id: 'rate', header: t('rate'), align: 'end', hideBelow: 'sm', cell: (row) => (row.rate ? t('perSecond', { rate: row.rate.requestsPerSecond }) : '–') },
        { id: 'errors', header: t('errors'), align: 'end', hideBelow: 'sm', cell: (row) => (row.rate?.errorShare == null ? '–' : t('percent', { share: row.rate.errorShare })) },
        { id: 'state', header: t('state'), cell: (row) => <TargetState target={row.target} /> },
      ]}
    />
  )
}

function TargetState({ target: { enabled, weight } }: { target: Target }) {
  const t = useTranslations('upstreams.detail')
  if (!enabled) return <StatusBadge tone="off">{t('disabled')}</StatusBadge>
  return weight === 0 ? <StatusBadge tone="waiting">{t('draining')}</StatusBadge> : <StatusBadge tone="ok">{t('inService')}</StatusBadge>
}
