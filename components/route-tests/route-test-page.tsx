'use client'
import { Play, Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useTestRun } from '#components/api/route-tests.ts'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useExpectationText } from './expectation-text.tsx'
import { RequestFacts } from './request-facts.tsx'
import { ResultBadge } from './result-badge.tsx'
import { ResultFields } from './result-fields.tsx'
import { testerOf } from './test-links.ts'

export function RouteTestPage({ name }: { name: string }) {
  const t = useTranslations('routeTests')
  const common = useTranslations('common.state')
  const expectation = useExpectationText()
  return (
    <ObjectPage
      kind="route-tests"
      name={name}
      badge={({ enabled }) => <StatusBadge tone={enabled ? 'ok' : 'off'}>{enabled ? common('enabled') : common('disabled')}</StatusBadge>}
      facts={({ description, expect }) => <><span>{expectation(expect)}</span>{description !== '' && <span className="break-words">{description}</span>}</>}
      actions={({ request }) => <Link href={testerOf(request)} className={buttonClass()}><Search size={14} aria-hidden />{t('openTester')}</Link>}
      overview={(test) => (
        <div className="space-y-4">
          <LastRun test={test} />
          <Panel title={t('form.request')}><RequestFacts test={test} /></Panel>
        </div>
      )}
    />
  )
}

/** The test against what is stored now; a disabled one too, since one looks at it. */
function LastRun({ test }: { test: ApiObject<'route-tests'> }) {
  const t = useTranslations('routeTests')
  const run = useTestRun(test.name)
  const result = run.data?.items[0]
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-x-3">
          {t('result.title')}
          <span className="font-normal"><ResultBadge short result={result} enabled running={run.isFetching} /></span>
          {run.data && <span className="text-xs font-normal text-muted">{t('result.revision', { revision: run.data.revision })}</span>}
        </span>
      }
      actions={<Button size="sm" icon={<Play size={12} aria-hidden />} busy={run.isFetching} onClick={() => void run.refetch()}>{t('runAgain')}</Button>}
    >
      {run.isError && <Callout tone="bad" title={t('list.runFailed')}>{run.error.message}</Callout>}
      {run.isPending && <div role="status" aria-label={t('result.running')} className="space-y-2"><Skeleton className="h-4 w-80 max-w-full" /><Skeleton className="h-16 w-full" /></div>}
      {result && <ResultFields expect={test.expect} result={result} />}
    </Panel>
  )
}
