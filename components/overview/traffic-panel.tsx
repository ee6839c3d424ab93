'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useCounters } from '#components/api/counters.ts'
import { quantile } from '#components/api/latency.ts'
import { rateBetween } from '#components/api/rates.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Chart } from '#components/ui/chart.tsx'
import { Panel } from '#components/ui/page-header.tsx'

/** Requests a second, errors and latency of all proxies, live. */
export function TrafficPanel() {
  const t = useTranslations('overview.traffic')
  const format = useFormatter()
  const { sets, state } = useCounters()
  const points = useMemo(
    () => sets.slice(1).map((set, index) => ({ time: Date.parse(set.at) / 1000, ...rateBetween(sets[index]!, set) })),
    [sets],
  )
  const times = points.map((point) => point.time)
  const perSecond = (value: number) => `${format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 })} req/s`
  const percent = (value: number) => format.number(value, { style: 'percent', maximumFractionDigits: 1 })
  const millis = (value: number) => `${format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 })} ms`
  return (
    <Panel
      title={t('title')}
      actions={state === 'live' ? <StatusBadge tone="ok">{t('live')}</StatusBadge> : state === 'lost' ? <StatusBadge tone="warn">{t('lost')}</StatusBadge> : <StatusBadge tone="waiting">{t('connecting')}</StatusBadge>}
    >
      <div className="grid gap-6 md:grid-cols-3">
        <Chart syncKey="overview" label={t('requests')} times={times} series={[{ label: '', values: points.map((point) => point.requestsPerSecond) }]} format={perSecond} />
        <Chart syncKey="overview" label={t('errors')} times={times} series={[{ label: '', values: points.map((point) => point.errorShare), colour: 'bad' }]} format={percent} />
        <Chart
          syncKey="overview"
          label={t('latency')}
          times={times}
          series={[
            { label: 'p50', values: points.map((point) => quantile(point.latency, 0.5)) },
            { label: 'p95', values: points.map((point) => quantile(point.latency, 0.95)), colour: 'warn' },
          ]}
          format={millis}
        />
      </div>
    </Panel>
  )
}
