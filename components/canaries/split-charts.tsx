'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { CounterSet } from '#components/api/types.ts'
import { Chart } from '#components/ui/chart.tsx'
import { axisMax, sideSeries, timesOf, type SideSeries } from './split-counters.ts'

type Props = { sets: readonly CounterSet[]; route: string; workspace: string; /** One line for all: a route without a canary. */ single?: boolean }

/** Rate, errors, p50 and p95 of both sides: four small charts over one time axis, the latencies on one scale. */
export function SplitCharts({ sets, route, workspace, single }: Props) {
  const t = useTranslations('canaries.charts')
  const format = useFormatter()
  const { times, stable, canary } = useMemo(
    () => ({ times: timesOf(sets), stable: sideSeries(sets, route, single ? 'all' : 'stable', workspace), canary: sideSeries(sets, route, 'canary', workspace) }),
    [sets, route, workspace, single],
  )
  const lines = (pick: (side: SideSeries) => (number | null)[]) =>
    single
      ? [{ label: t('all'), values: pick(stable), colour: 'accent' as const }]
      : [
          { label: t('canary'), values: pick(canary), colour: 'accent' as const },
          { label: t('stable'), values: pick(stable), colour: 'muted' as const },
        ]
  const rate = (value: number) => t('perSecond', { value: format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 }) })
  const share = (value: number) => format.number(value, { style: 'percent', maximumFractionDigits: value < 0.1 ? 1 : 0 })
  const ms = (value: number) => (value >= 1000 ? t('seconds', { value: format.number(value / 1000, { maximumFractionDigits: 1 }) }) : t('ms', { value: format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 }) }))
  const latency = axisMax(single ? [stable.p50, stable.p95] : [stable.p50, stable.p95, canary.p50, canary.p95], 5)
  const rates = axisMax(single ? [stable.rate] : [stable.rate, canary.rate], 1)
  const errors = Math.min(1, axisMax(single ? [stable.errors] : [stable.errors, canary.errors], 0.01))
  const shared = { times, syncKey: `split-${route}`, height: 112 }
  return (
    <div className="grid gap-x-6 gap-y-5 md:grid-cols-2">
      <Chart {...shared} label={t('rate')} series={lines((side) => side.rate)} format={rate} max={rates} />
      <Chart {...shared} label={t('errors')} series={lines((side) => side.errors)} format={share} max={errors} />
      <Chart {...shared} label={t('p50')} series={lines((side) => side.p50)} format={ms} max={latency} />
      <Chart {...shared} label={t('p95')} series={lines((side) => side.p95)} format={ms} max={latency} />
    </div>
  )
}
