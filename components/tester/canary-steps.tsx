'use client'
import { clsx } from 'clsx'
import { CornerDownRight, CornerRightDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { CanaryStep } from './explanation.ts'

/** The rules of a canary as they were asked, down to the one that decided. */
export function CanarySteps({ steps }: { steps: readonly CanaryStep[] }) {
  const t = useTranslations('tester.canary')
  return (
    <ol aria-label={t('steps')} className="mt-1 grid grid-cols-[auto_auto_minmax(0,1fr)_auto] gap-x-2">
      {steps.map(({ rule, decided, why }, index) => {
        const Icon = decided ? CornerDownRight : CornerRightDown
        return (
          <li
            key={`${index} ${rule}`}
            className={clsx('col-span-4 -mx-2 grid grid-cols-subgrid items-baseline rounded-sm px-2 py-0.5', decided ? 'bg-accent-soft' : 'text-muted')}
          >
            <Icon size={12} aria-hidden className={clsx('translate-y-px', decided ? 'text-accent-ink' : 'text-faint')} />
            <span className="text-xs">{t(`rule.${rule}`)}</span>
            <span className="min-w-0 break-words">{why}</span>
            {decided ? <strong className="text-xs font-medium text-accent-ink">{t('decides')}</strong> : <span />}
          </li>
        )
      })}
    </ol>
  )
}
