'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useSplit } from './use-split.ts'

/** The canary side's actual share over the last minute. */
export function MinuteShare({ route, changedAt }: { route: string; changedAt: string }) {
  const t = useTranslations('canaries')
  const format = useFormatter()
  const { minute } = useSplit(route, changedAt)
  if (minute.share === null) return <span className="text-faint">{t('list.noTraffic')}</span>
  return <span className="tabular-nums">{format.number(minute.share, { style: 'percent', maximumFractionDigits: 1 })}</span>
}
