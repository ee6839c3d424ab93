'use client'
import { useTranslations } from 'next-intl'
import type { TestImpact } from '#components/api/types.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { AllowBroken, BrokenTests } from './broken-tests.tsx'

type Props = {
  impact: TestImpact
  allowed: boolean
  /** Absent once the write is on its way. */
  onAllow?: ((allowed: boolean) => void) | undefined
}

export const hasTests = ({ passed, failed, broken, mended }: TestImpact): boolean => passed + failed + broken.length + mended.length > 0

/** What a change means to the route tests, and the question whether it may break some. */
export function TestImpactView({ impact: { passed, failed, broken, mended }, allowed, onAllow }: Props) {
  const t = useTranslations('routeTests.save')
  const before = failed - broken.length
  return (
    <div className="space-y-2">
      <ul className="space-y-1">
        {(passed > 0 || broken.length === 0) && (
          <li><StatusBadge tone={passed > 0 ? 'ok' : 'unknown'}>{t('pass', { count: passed })}</StatusBadge></li>
        )}
        {mended.length > 0 && (
          <li className="break-words">
            <StatusBadge tone="ok">{t('mended', { count: mended.length })}</StatusBadge>{' '}
            <span className="font-mono text-xs">{mended.join(', ')}</span>
          </li>
        )}
        {before > 0 && <li><StatusBadge tone="warn">{t('asBefore', { count: before })}</StatusBadge></li>}
      </ul>
      {broken.length > 0 && <BrokenTests tests={broken} />}
      {broken.length > 0 && onAllow && <AllowBroken label={t('allow', { count: broken.length })} checked={allowed} onChange={onAllow} />}
    </div>
  )
}
