'use client'
import { useTranslations } from 'next-intl'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { takingTraffic } from './describe-upstream.ts'
import { HealthyCount } from './target-health-count.tsx'
import { TargetHealthHistory } from './target-health-history.tsx'
import { UpstreamSettings } from './upstream-settings.tsx'
import { UpstreamTargets } from './upstream-targets.tsx'

export function UpstreamPage({ name }: { name: string }) {
  const t = useTranslations('upstreams')
  return (
    <ObjectPage
      kind="upstreams"
      name={name}
      facts={(upstream) => (
        <>
          <span>{t('detail.facts', { algorithm: t(`algorithm.${upstream.algorithm}`), targets: takingTraffic(upstream) })}</span>
          <HealthyCount upstream={upstream} />
        </>
      )}
      overview={(upstream) => (
        <div className="space-y-4">
          <UpstreamTargets upstream={upstream} />
          <TargetHealthHistory upstream={upstream} />
          <Panel title={t('detail.settings')}><UpstreamSettings upstream={upstream} /></Panel>
        </div>
      )}
    />
  )
}
