'use client'
import { useTranslations } from 'next-intl'
import type { TestResult } from '#components/api/types.ts'
import { useTestWords } from '#components/form/test-words.ts'
import { StatusBadge } from '#components/ui/badge.tsx'

type Props = { result: TestResult | undefined; enabled: boolean; running: boolean; short?: boolean }

/** Passed, failed with the first thing that differs, or not run: disabled, or nobody could say. `short`: the word alone. */
export function ResultBadge({ result, enabled, running, short }: Props) {
  const t = useTranslations('routeTests.result')
  const words = useTestWords()
  if (result?.passed) return <StatusBadge tone="ok">{t('passed')}</StatusBadge>
  if (result && (short || result.failures.length === 0)) return <StatusBadge tone="bad">{t('failed')}</StatusBadge>
  if (result) {
    const text = t('failedBy', { failure: words.failure(result.failures[0]!) })
    return <span title={[text, result.verdict].join('\n')}><StatusBadge tone="bad" className="max-w-full">{text}</StatusBadge></span>
  }
  if (!enabled) return <StatusBadge tone="off">{t('disabled')}</StatusBadge>
  return <StatusBadge tone={running ? 'waiting' : 'unknown'}>{running ? t('running') : t('notRun')}</StatusBadge>
}
