'use client'
import { useFormatter, useTranslations } from 'next-intl'
import type { Split } from './split-counters.ts'

type Props = {
  /** Percent that should go to the canary side. */
  weight: number
  /** What did, most recently; a null share while nothing came. */
  split: Split
  stable: string
  canary: string
}

/** All requests of the route as one bar: the wanted share is an outline, the actual one fills. */
export function ShareBar({ weight, split, stable, canary }: Props) {
  const t = useTranslations('canaries.bar')
  const format = useFormatter()
  const percent = (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 2 })
  const actual = split.share === null ? t('noTraffic') : percent(split.share)
  const label = t('label', { wanted: percent(weight / 100), actual, canary, stable })
  return (
    <div>
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <SideLabel name={canary} word={t('canary')} count={split.canary} share={split.share} lit />
        <SideLabel name={stable} word={t('stable')} count={split.stable} share={split.share === null ? null : 1 - split.share} />
      </div>
      <div role="img" aria-label={label} className="relative h-11 overflow-hidden rounded-md border border-line-strong bg-sunken">
        <div data-part="actual" className="absolute inset-y-0 left-0 bg-accent transition-[width] duration-150" style={{ width: `${(split.share ?? 0) * 100}%` }} />
        <div
          data-part="wanted"
          className="absolute inset-y-0 left-0 border-2 border-ink transition-[width] duration-150 rounded-l-[5px]"
          style={{ width: `max(4px, ${weight}%)` }}
        />
      </div>
      <p className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted tabular-nums">
        <span className="inline-flex items-center gap-1.5"><span aria-hidden className="h-3 w-4 rounded-xs border-2 border-ink" />{t('wanted', { share: percent(weight / 100) })}</span>
        <span className="inline-flex items-center gap-1.5"><span aria-hidden className="h-3 w-4 rounded-xs bg-accent" />{t('actual', { share: actual })}</span>
      </p>
    </div>
  )
}

function SideLabel({ name, word, count, share, lit }: { name: string; word: string; count: number; share: number | null; lit?: boolean }) {
  const t = useTranslations('canaries.bar')
  const format = useFormatter()
  return (
    <span className="inline-flex min-w-0 items-baseline gap-2">
      <span className={lit ? 'font-medium text-accent-ink' : 'font-medium'}>{word}</span>
      <span className="truncate font-mono text-xs text-muted">{name}</span>
      <span className="text-lg font-semibold tabular-nums">{share === null ? '–' : format.number(share, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })}</span>
      <span className="text-xs text-muted tabular-nums">{t('requests', { count })}</span>
    </span>
  )
}
