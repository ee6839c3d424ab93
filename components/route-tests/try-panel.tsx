'use client'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { ResultBadge } from './result-badge.tsx'
import { ResultFields } from './result-fields.tsx'
import type { Try } from './use-try.ts'

/** Beside the form: what becomes of the typed test, before it is saved. */
export function TryPanel({ of: { tried, outdated, error, running, taking, run, take } }: { of: Try }) {
  const t = useTranslations('routeTests.try')
  const words = useTranslations('routeTests')
  return (
    <Panel title={t('title')}>
      <div className="space-y-3">
        <p className="text-muted">{t('help')}</p>
        <div className="flex flex-wrap gap-2">
          <Button busy={running} onClick={run}>{t('run')}</Button>
          <Button busy={taking} onClick={take}>{t('take')}</Button>
        </div>
        {error && <Callout tone="bad" title={words('list.runFailed')}>{error.message} <code>{error.code}</code></Callout>}
        {tried && (
          <div aria-live="polite" className={clsx('space-y-2 transition-opacity duration-100', outdated && 'opacity-60')}>
            <p className="flex flex-wrap items-center gap-x-3">
              <ResultBadge short result={tried.result} enabled running={false} />
              <span className="text-xs text-muted">{outdated ? t('outdated') : words('result.revision', { revision: tried.revision })}</span>
            </p>
            <ResultFields expect={tried.asked.expect} result={tried.result} />
          </div>
        )}
      </div>
    </Panel>
  )
}
