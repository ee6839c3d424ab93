'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import type { TestResult } from '#components/api/types.ts'
import { useTestWords } from '#components/form/test-words.ts'
import { Callout } from '#components/ui/callout.tsx'

const SHOWN = 5

/** Above a long list: those that fail now, wherever in it they stand. */
export function FailedTests({ items }: { items: readonly TestResult[] }) {
  const t = useTranslations('routeTests.list')
  const words = useTestWords()
  return (
    <div className="mb-3">
      <Callout tone="bad" role="status" title={t('failing', { count: items.length })}>
        <ul>
          {items.slice(0, SHOWN).map(({ name, failures }) => (
            <li key={name} className="break-words">
              <Link
                href={pb['route-tests'].one(name)}
                className="rounded-sm font-mono text-xs underline decoration-line-strong underline-offset-2 hover:decoration-current"
              >
                {name}
              </Link>{' '}
              <span className="text-muted">{failures.map(words.failure).join(t('semicolon'))}</span>
            </li>
          ))}
        </ul>
        {items.length > SHOWN && <p className="text-muted">{t('more', { count: items.length - SHOWN })}</p>}
      </Callout>
    </div>
  )
}
