'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { CanarySteps } from './canary-steps.tsx'
import type { Explanation } from './explanation.ts'
import { usePercent } from './use-percent.ts'

/** Where it ends: each target with its share, and why that side of a canary. */
export function Targets({ explanation: { targets, canary, choice }, stream }: { explanation: Explanation; stream: boolean }) {
  const t = useTranslations('tester')
  const percent = usePercent()
  const ordered = targets.toSorted((a, b) => Number(a.side === 'canary') - Number(b.side === 'canary'))
  const byWeight = canary?.side === 'byWeight' && { canary: percent(canary.share), stable: percent(1 - canary.share) }
  const sides = canary && (byWeight ? t('sides', byWeight) : t(`side.${canary.side}`))
  return (
    <Panel title={t('targets')} flush>
      {canary !== null && (
        <div className="border-b px-4 py-2">
          <p>
            <Link href={pb.canaries.one(canary.name)} className="rounded-sm font-medium text-accent-ink hover:underline">{canary.name}</Link>
            <span className="text-muted"> · {sides}</span>
          </p>
          <CanarySteps steps={canary.steps} />
        </div>
      )}
      {choice !== null && <p className="border-b px-4 py-2 break-words">{choice}</p>}
      {targets.length === 0 ? (
        <p className="px-4 py-2 text-bad">{t('diagram.noTarget')}</p>
      ) : (
        <table className="w-full table-fixed text-left" aria-label={t('targets')}>
          <thead>
            <tr className="text-xs text-muted">
              <th scope="col" className="px-4 py-1 font-medium">{t('target')}</th>
              {canary !== null && <th scope="col" className="w-24 px-4 py-1 font-medium">{t('sideColumn')}</th>}
              <th scope="col" className="px-4 py-1 font-medium max-sm:hidden">{t('service')}</th>
              <th scope="col" className="w-28 px-4 py-1 font-medium sm:w-[32%]">{stream ? t('shareOfStreams') : t('share')}</th>
            </tr>
          </thead>
          <tbody>
            {ordered.map(({ address, service, side, share, health }) => (
              <tr key={`${side} ${address}`}>
                <td className="border-t px-4 py-1.5">
                  <span className="flex flex-wrap items-center gap-x-3">
                    <Mono>{address}</Mono>
                    {health !== undefined && (
                      <StatusBadge tone={health === 'up' ? 'ok' : 'bad'} className="text-xs">{t(`health.${health}`)}</StatusBadge>
                    )}
                  </span>
                </td>
                {canary !== null && <td className="border-t px-4 py-1.5">{t(`side.${side}`)}</td>}
                <td className="truncate border-t px-4 py-1.5 max-sm:hidden">
                  <Link href={pb.services.one(service)} className="rounded-sm hover:text-accent-ink hover:underline">{service}</Link>
                </td>
                <td className="border-t px-4 py-1.5">
                  <span className="flex items-center gap-2">
                    <span className="w-16 shrink-0 text-right tabular-nums">{percent(share)}</span>
                    <span aria-hidden className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-line max-sm:hidden">
                      <span
                        className={side === 'canary' ? 'block h-full bg-accent' : 'block h-full bg-control'}
                        style={{ width: `${share * 100}%` }}
                      />
                    </span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
