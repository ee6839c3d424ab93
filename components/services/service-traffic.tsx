'use client'
import { useTranslations } from 'next-intl'
import { quantile } from '#components/api/latency.ts'
import { useLiveRates } from '#components/api/live-rate.ts'

/** What the service gets now, in four numbers. */
export function ServiceTraffic({ service }: { service: string }) {
  const t = useTranslations('services.traffic')
  const rate = useLiveRates()?.((counter) => counter.service === service)
  const ms = (share: number) => {
    const value = rate === undefined ? null : quantile(rate.latency, share)
    return value === null ? '–' : t('ms', { value })
  }
  const numbers = [
    { label: t('rate'), value: rate === undefined ? '–' : t('perSecond', { rate: rate.requestsPerSecond }) },
    { label: t('errors'), value: rate?.errorShare == null ? '–' : t('percent', { share: rate.errorShare }) },
    { label: t('p50'), value: ms(0.5) },
    { label: t('p95'), value: ms(0.95) },
  ]
  return (
    <dl aria-label={t('title')} className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-4">
      {numbers.map(({ label, value }) => (
        <div key={label} className="bg-surface px-4 py-2">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="text-lg tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
