'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { Panel } from '#components/ui/page-header.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { ShareBar } from './share-bar.tsx'
import type { Split } from './split-counters.ts'
import type { LiveSplit } from './use-split.ts'

type Props = { live: LiveSplit; weight: number; stable: string; canary: string }

/** The one bar, and the counts behind it for both windows. */
export function SplitPanel({ live, weight, stable, canary }: Props) {
  const t = useTranslations('canaries.bar')
  const shown = live.minute.share === null ? live.sinceOpened : live.minute
  return (
    <Panel title={t('title')} actions={<LiveState state={live.state} />}>
      <ShareBar weight={weight} split={shown} stable={stable} canary={canary} />
      <div className="mt-4 overflow-x-auto">
        <table className="w-full text-left">
          <caption className="sr-only">{t('tableCaption')}</caption>
          <thead>
            <tr className="text-xs text-muted">
              <th scope="col" className="border-b py-1 pr-4 font-medium">{t('window')}</th>
              <th scope="col" className="border-b py-1 pr-4 text-right font-medium">{t('canary')}</th>
              <th scope="col" className="border-b py-1 pr-4 text-right font-medium">{t('stable')}</th>
              <th scope="col" className="border-b py-1 text-right font-medium">{t('actualShare')}</th>
            </tr>
          </thead>
          <tbody>
            <Row label={t('minute')} split={live.minute} />
            <Row label={t('sinceOpened')} split={live.sinceOpened} />
          </tbody>
        </table>
      </div>
      <p className="mt-2 text-xs text-muted">{t('note')}</p>
    </Panel>
  )
}

const LIVE = { connecting: 'busy', live: 'ok', lost: 'warn' } as const

export function LiveState({ state }: { state: LiveSplit['state'] }) {
  const t = useTranslations('canaries.live')
  return <StatusBadge tone={LIVE[state]} className="text-xs">{t(`state.${state}`)}</StatusBadge>
}

function Row({ label, split }: { label: string; split: Split }) {
  const format = useFormatter()
  return (
    <tr>
      <th scope="row" className="h-8 border-b py-1 pr-4 font-normal">{label}</th>
      <td className="border-b pr-4 text-right">{format.number(split.canary)}</td>
      <td className="border-b pr-4 text-right">{format.number(split.stable)}</td>
      <td className="border-b text-right">{split.share === null ? '–' : format.number(split.share, { style: 'percent', maximumFractionDigits: 2 })}</td>
    </tr>
  )
}
