'use client'
import { Play, Search, SquareTerminal } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useTestRun } from '#components/api/route-tests.ts'
import type { TestRun } from '#components/api/types.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { CiCommand, CiDialog } from './ci-help.tsx'
import { useExpectationText } from './expectation-text.tsx'
import { FailedTests } from './failed-tests.tsx'
import { ResultBadge } from './result-badge.tsx'
import { testerOf } from './test-links.ts'

/** All route tests, run as the page opens: what each asks, what it expects, and whether that is so. */
export function RouteTestList() {
  const t = useTranslations('routeTests')
  const router = useRouter()
  const expectation = useExpectationText()
  const run = useTestRun()
  const [helping, setHelping] = useState(false)
  const results = useMemo(() => new Map(run.data?.items.map((item) => [item.name, item])), [run.data])
  const mayRun = run.isError || results.size > 0
  const again = () => void run.refetch()
  const failed = run.data?.items.filter((item) => !item.passed) ?? []
  return (
    <>
      <ObjectList
        kind="route-tests"
        switchable
        filters={['host:', 'tag:', 'status:disabled']}
        empty={{ at: 'route', text: <EmptyText /> }}
        facts={run.data && <Summary run={run.data} />}
        top={run.isError ? <RunFailed message={run.error.message} retrying={run.isFetching} onRetry={again} /> : failed.length > 0 && <FailedTests items={failed} />}
        actions={
          <>
            <Button icon={<SquareTerminal size={14} aria-hidden />} onClick={() => setHelping(true)}>{t('ci.button')}</Button>
            {mayRun && <Button icon={<Play size={14} aria-hidden />} busy={run.isFetching} onClick={again}>{t('runAgain')}</Button>}
          </>
        }
        rowActions={({ request }) => [
          { label: t('openTester'), icon: <Search size={14} aria-hidden />, onSelect: () => router.push(testerOf(request)) },
        ]}
        columns={[
          {
            id: 'request',
            header: t('list.request'),
            hideBelow: 'sm',
            cell: ({ request }) => <Mono still className="max-w-[18vw]">{`${request.method} ${request.url}`}</Mono>,
          },
          {
            id: 'expect',
            header: t('list.expect'),
            hideBelow: 'md',
            cell: ({ expect }) => <span title={expectation(expect)} className="block max-w-[18vw] truncate">{expectation(expect)}</span>,
          },
          {
            id: 'result',
            header: t('list.result'),
            cell: ({ name, enabled }) => (
              <span className="block max-w-[38vw] sm:max-w-[18vw]">
                <ResultBadge result={results.get(name)} enabled={enabled} running={run.isFetching} />
              </span>
            ),
          },
        ]}
      />
      <CiDialog open={helping} onOpenChange={setHelping} />
    </>
  )
}

function Summary({ run: { passed, failed, revision } }: { run: TestRun }) {
  const t = useTranslations('routeTests.list')
  return <StatusBadge tone={failed > 0 ? 'bad' : passed > 0 ? 'ok' : 'unknown'}>{t('summary', { passed, failed, revision })}</StatusBadge>
}

function RunFailed({ message, retrying, onRetry }: { message: string; retrying: boolean; onRetry: () => void }) {
  const t = useTranslations('routeTests')
  const retry = <Button size="sm" busy={retrying} onClick={onRetry}>{t('runAgain')}</Button>
  return <div className="mb-3"><Callout tone="bad" title={t('list.runFailed')} actions={retry}>{message}</Callout></div>
}

function EmptyText() {
  const t = useTranslations('routeTests')
  return (
    <div className="space-y-2">
      <p>{t('list.empty')}</p>
      <p>{t('ci.text')}</p>
      <CiCommand />
    </div>
  )
}
