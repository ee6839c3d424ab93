'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { pb } from '#components/api/path-builder.ts'
import { useWorkspace } from '#components/api/workspace.ts'
import { ClusterBanner } from '#components/shell/cluster-banner.tsx'
import { buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { IngressList } from './ingress-list.tsx'
import { PolicyList } from './policy-list.tsx'
import { SecretList } from './secret-list.tsx'
import { ServicesInCluster } from './service-list.tsx'

const TABS = ['ingresses', 'services', 'secrets', 'network-policies'] as const

/** What is in the cluster of this workspace, whoever made it, and whether the proxy reaches it. */
export function ClusterPage() {
  const t = useTranslations('cluster')
  const workspace = useWorkspace()
  return (
    <>
      <PageHeader title={t('title')} facts={<span>{t('lead')}</span>} />
      {workspace === undefined ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('list.loading')}><SkeletonRows rows={8} columns={4} /></div>
      ) : workspace.kind === 'kubernetes' ? (
        <>
          <ClusterBanner workspace={workspace.name} />
          <Lists key={workspace.name} />
        </>
      ) : (
        <EmptyState title={t('noCluster')} actions={<Link href={pb.workspaces.list()} className={buttonClass()}>{t('workspaces')}</Link>}>{t('noClusterText')}</EmptyState>
      )}
    </>
  )
}

function Lists() {
  const t = useTranslations('cluster')
  const [{ tab }, set] = useQueryStates({ tab: parseAsStringLiteral(TABS).withDefault('ingresses'), show: parseAsString }, { history: 'push' })
  return (
    <Tabs
      label={t('views')}
      value={tab}
      onChange={(next) => void set({ tab: TABS.find((one) => one === next) ?? null, show: null })}
      tabs={[
        { id: 'ingresses', label: t('ingresses.title'), content: <IngressList /> },
        { id: 'services', label: t('services.title'), content: <ServicesInCluster /> },
        { id: 'secrets', label: t('secrets.title'), content: <SecretList /> },
        { id: 'network-policies', label: t('policies.title'), content: <PolicyList /> },
      ]}
    />
  )
}
