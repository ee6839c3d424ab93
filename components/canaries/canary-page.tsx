'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { useCounters } from '#components/api/counters.ts'
import { useApi } from '#components/api/provider.tsx'
import { pb } from '#components/api/path-builder.ts'
import { useObject } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { CanaryRules } from './canary-rules.tsx'
import { CanaryState } from './canary-state.tsx'
import { EndActions, type Ending } from './end-actions.tsx'
import { EndedFacts } from './ended-facts.tsx'
import { EndedProgress } from './ended-progress.tsx'
import { SplitCharts } from './split-charts.tsx'
import { LiveState, SplitPanel } from './split-panel.tsx'
import { useSplit } from './use-split.ts'
import { WeightEditor } from './weight-editor.tsx'

type Done = { what: Ending | 'restored'; revision: number }

/** One canary: the split as it should be and as it is, both sides side by side, and the two ways to end it. */
export function CanaryPage({ name }: { name: string }) {
  const t = useTranslations('canaries')
  const [done, setDone] = useState<Done>()
  return (
    <ObjectPage
      kind="canaries"
      name={name}
      badge={(canary) => <CanaryState canary={canary} />}
      facts={(canary) => <Facts canary={canary} />}
      actions={(canary) => <Actions canary={canary} onEnded={(what, revision) => setDone({ what, revision })} />}
      top={(canary) => (
        <div className="space-y-4">
          {done !== undefined && (
            <EndedProgress
              key={done.revision}
              title={t(`end.done.${done.what}`, { name })}
              revision={done.revision}
              onRestored={(revision) => setDone({ what: 'restored', revision })}
            />
          )}
          {canary.state === 'active' ? <LiveSplitPanel canary={canary} /> : <EndedFacts canary={canary} />}
        </div>
      )}
      overview={(canary) => <Overview canary={canary} />}
    />
  )
}

function Facts({ canary }: { canary: ApiObject<'canaries'> }) {
  const t = useTranslations('canaries')
  const stable = useStable(canary)
  const mono = (chunks: ReactNode) => <span className="font-mono text-xs text-ink">{chunks}</span>
  return (
    <span>
      {t.rich(canary.state === 'active' ? 'facts.active' : 'facts.ended', {
        link: (chunks) => <Link href={pb.routes.one(canary.route)} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{chunks}</Link>,
        m: mono,
        route: canary.route,
        stable: stable ?? '–',
        service: canary.service,
      })}
    </span>
  )
}

/** After a promotion the route names the canary's service, so the stable one is known only while the split lasts. */
function useStable(canary: ApiObject<'canaries'>): string | undefined {
  return useObject('routes', canary.route).data?.service
}

function Actions({ canary, onEnded }: { canary: ApiObject<'canaries'>; onEnded: (ending: Ending, revision: number) => void }) {
  return <EndActions canary={canary} stable={useStable(canary) ?? '–'} onEnded={onEnded} />
}

function LiveSplitPanel({ canary }: { canary: ApiObject<'canaries'> }) {
  return <SplitPanel live={useSplit(canary.route, canary.updatedAt)} weight={canary.weight} stable={useStable(canary) ?? '–'} canary={canary.service} />
}

function Overview({ canary }: { canary: ApiObject<'canaries'> }) {
  const t = useTranslations('canaries')
  const { workspace } = useApi()
  const { sets, state } = useCounters()
  return (
    <div className="space-y-4">
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {canary.state === 'active' && (
          <Panel title={t('weight.title')}>
            <WeightEditor canary={canary} />
          </Panel>
        )}
        <Panel title={t('rules.title')}>
          <CanaryRules canary={canary} />
        </Panel>
      </div>
      {canary.state === 'active' && (
        <Panel title={t('charts.title')} actions={<LiveState state={state} />}>
          {sets.length === 0 ? <Skeleton className="h-64 w-full" /> : <SplitCharts sets={sets} route={canary.route} workspace={workspace} />}
        </Panel>
      )}
    </div>
  )
}
