'use client'
import { CircleCheck, CircleMinus, Ellipsis } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Target } from '#lib/model/upstream.ts'
import { useLiveRates } from '#components/api/live-rate.ts'
import { useRelated } from '#components/api/queries.ts'
import { useMay } from '#components/api/session.ts'
import type { ApiObject } from '#components/api/types.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Table } from '#components/ui/table.tsx'
import { address } from './describe-upstream.ts'
import { healthyCount, useTargetHealth, type HealthState, type TargetHealth } from './target-health.ts'
import { TargetHealthBadge } from './target-health-badge.tsx'
import { MarkTarget } from './target-health-mark.tsx'
import { shareOf } from './target-shares.ts'

type Mark = { address: string; state: HealthState }

const takesRequests = ({ enabled, weight }: Target) => enabled && weight > 0

/** The targets with their share by weight, what they get now, and what the proxies make of their health. */
export function UpstreamTargets({ upstream }: { upstream: ApiObject<'upstreams'> }) {
  const t = useTranslations('upstreams.detail')
  const health = useTranslations('targetHealth')
  const rates = useLiveRates()
  const related = useRelated('upstreams', upstream.name)
  const known = useTargetHealth(upstream.name)
  const [marking, setMarking] = useState<Mark>()
  const services = new Set(related.data?.referredBy.filter(({ kind }) => kind === 'services').map(({ name }) => name))
  if (upstream.targets.length === 0) return <Callout tone="warn">{t('noTargets')}</Callout>
  const byAddress = new Map(known.data?.targets.map((one) => [one.address, one]))
  const rows = upstream.targets.map((target, index) => {
    const at = address(target)
    const rate = rates?.((counter) => counter.target === at && services.has(counter.service))
    return { target, address: at, share: shareOf(upstream.targets, index), rate, health: byAddress.get(at) }
  })
  const others = upstream.targets.filter((target) => takesRequests(target) && address(target) !== marking?.address).map(address)
  return (
    <div className="space-y-2">
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
          { id: 'state', header: t('state'), hideBelow: 'md', cell: (row) => <TargetState target={row.target} /> },
          { id: 'health', header: health('health'), shrink: '11rem', cell: (row) => <Health target={row.target} health={row.health} isLoading={known.isPending} /> },
          {
            id: 'menu',
            header: <span className="sr-only">{health('actions')}</span>,
            width: '44px',
            align: 'end',
            cell: (row) => <MarkMenu address={row.address} health={row.health} onMark={(state) => setMarking({ address: row.address, state })} />,
          },
        ]}
      />
      {known.isError && <Callout tone="warn">{health('notKnown', { why: known.error.message })}</Callout>}
      {marking && <MarkTarget upstream={upstream.name} mark={marking} isLast={healthyCount(others, known.data?.targets ?? []).healthy === 0} onClose={() => setMarking(undefined)} />}
    </div>
  )
}

function TargetState({ target: { enabled, weight } }: { target: Target }) {
  const t = useTranslations('upstreams.detail')
  if (!enabled) return <StatusBadge tone="off">{t('disabled')}</StatusBadge>
  return weight === 0 ? <StatusBadge tone="waiting">{t('draining')}</StatusBadge> : <StatusBadge tone="ok">{t('inService')}</StatusBadge>
}

/** Nobody checks a target that is disabled. */
function Health({ target, health, isLoading }: { target: Target; health: TargetHealth | undefined; isLoading: boolean }) {
  if (isLoading) return <Skeleton className="h-4 w-16" />
  if (health === undefined || (!target.enabled && health.state === 'unknown')) return <span className="text-faint">–</span>
  return <TargetHealthBadge health={health} />
}

type MarkMenuProps = { address: string; health: TargetHealth | undefined; onMark: (state: HealthState) => void }

function MarkMenu({ address: at, health, onMark }: MarkMenuProps) {
  const t = useTranslations('targetHealth')
  const readOnly = useTranslations('common.readOnly')
  const mayMark = useMay('editor')
  const refused = mayMark ? (health === undefined ? t('mark.notKnown') : undefined) : readOnly('role')
  const isMarked = health?.state === 'down' && health.proxies.every(({ by }) => by === 'operator')
  const isUp = health?.state === 'up' || health?.state === 'unknown'
  return (
    <Menu
      trigger={<IconButton size="sm" label={t('actionsOf', { address: at })}><Ellipsis size={14} aria-hidden /></IconButton>}
      entries={[
        { label: t('mark.action.down'), icon: <CircleMinus size={14} aria-hidden />, danger: true, disabledReason: refused ?? (isMarked ? t('mark.isMarked') : undefined), onSelect: () => onMark('down') },
        { label: t('mark.action.up'), icon: <CircleCheck size={14} aria-hidden />, disabledReason: refused ?? (isUp ? t('mark.isUp') : undefined), onSelect: () => onMark('up') },
      ]}
    />
  )
}
