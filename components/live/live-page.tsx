'use client'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useClient } from '#components/api/provider.tsx'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { ClusterBanner } from '#components/shell/cluster-banner.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { RequestsView } from './requests-view.tsx'
import { UnmatchedView } from './unmatched-view.tsx'
import { useRequests } from './use-requests.ts'

/** What the proxies do now: requests as they end, and what no route took. */
export function LivePage() {
  const t = useTranslations('live')
  const cluster = useClusterWorkspace()
  const { workspace } = useClient()
  return (
    <>
      <PageHeader title={t('title')} facts={<span>{t('lead')}</span>} />
      {cluster && <ClusterBanner workspace={cluster.name} />}
      <Views key={workspace} />
    </>
  )
}

const TABS = ['requests', 'unmatched'] as const

function Views() {
  const t = useTranslations('live')
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('requests').withOptions({ history: 'push' }))
  // Above the tabs, so that a look at the other one loses nothing.
  const requests = useRequests()
  return (
    <Tabs
      label={t('views')}
      value={tab}
      onChange={(next) => void setTab(TABS.find((one) => one === next) ?? null)}
      tabs={[
        { id: 'requests', label: t('requests'), content: <RequestsView requests={requests} /> },
        { id: 'unmatched', label: t('unmatched.title'), content: <UnmatchedView /> },
      ]}
    />
  )
}
