'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { inWorkspace, pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { useClusterState } from '#components/api/workspace.ts'
import { TroubleCallout } from '#components/shell/cluster-banner.tsx'
import { clusterTrouble } from '#components/shell/cluster-trouble.ts'
import { Badge } from '#components/ui/badge.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { PartsTable } from './parts-table.tsx'

type Cluster = Extract<ApiObject<'workspaces'>, { kind: 'kubernetes' }>

/** A cluster: how each kind of its objects is followed, and what of it is served. */
export function ClusterOverview({ workspace }: { workspace: Cluster }) {
  const t = useTranslations('workspaces')
  const query = useClusterState(workspace.name)
  const state = query.data
  const trouble = state ? clusterTrouble(state) : null
  const connecting = <p className="px-4 py-3 text-muted">{state?.error ?? t('cluster.connecting')}</p>
  const parts = state && (Object.keys(state.parts).length > 0 ? <PartsTable parts={state.parts} /> : connecting)
  const diagnostics = inWorkspace(pb.diagnostics(), workspace.name)
  return (
    <>
      {trouble && <TroubleCallout trouble={trouble} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel
          title={t('cluster.followed')}
          flush
          actions={<Link href={diagnostics} className="rounded-sm text-accent-ink hover:underline">{t('cluster.diagnostics')}</Link>}
        >
          {query.isError ? (
            <div className="p-3"><ErrorState title={t('cluster.failed')} message={query.error.message} onRetry={() => void query.refetch()}>{parts}</ErrorState></div>
          ) : (
            (parts ?? <div className="p-4" role="status" aria-label={t('cluster.loading')}><Skeleton className="h-40 w-full" /></div>)
          )}
        </Panel>
        <Panel title={t('cluster.settings')}><Settings workspace={workspace} server={state?.server ?? null} /></Panel>
      </div>
    </>
  )
}

function Settings({ workspace, server }: { workspace: Cluster; server: string | null }) {
  const t = useTranslations('workspaces')
  const { connection, namespaces, ingressClass, description } = workspace
  const none = <span className="text-muted">–</span>
  return (
    <KeyValues
      items={[
        { label: t('kind'), value: t('kinds.kubernetes') },
        { label: t('test.server'), value: server === null ? none : <Mono copy>{server}</Mono> },
        { label: t('connection.by'), value: t(`connection.types.${connection.type}`) },
        ...(connection.type === 'file' && connection.path !== undefined ? [{ label: t('connection.path'), value: <Mono copy>{connection.path}</Mono> }] : []),
        ...(connection.type !== 'inCluster' && connection.context !== undefined ? [{ label: t('connection.context'), value: <Mono>{connection.context}</Mono> }] : []),
        ...(connection.type === 'kubeconfig' ? [{ label: t('kubeconfig.fingerprint'), value: <Mono>{connection.kubeconfigFingerprint}</Mono> }] : []),
        ...(connection.type !== 'inCluster' && connection.allowExec ? [{ label: t('connection.allowExec'), value: t('connection.allowed') }] : []),
        { label: t('dialect'), value: <Badge mono>{workspace.dialect}</Badge> },
        { label: t('ingress.class'), value: <Mono copy>{ingressClass}</Mono> },
        {
          label: t('connection.namespaces'),
          value: namespaces.length === 0 ? t('connection.allNamespaces') : <span className="flex flex-wrap gap-1">{namespaces.map((one) => <Badge key={one} mono>{one}</Badge>)}</span>,
        },
        { label: t('publish.label'), value: <PublishValue publish={workspace.publish} /> },
        { label: t('cluster.changed'), value: <RelativeTime at={workspace.updatedAt} /> },
        { label: t('description'), value: description === '' ? none : description },
      ]}
    />
  )
}

function PublishValue({ publish }: { publish: Cluster['publish'] }) {
  const t = useTranslations('workspaces.publish')
  if (publish.type === 'service') return <span className="flex flex-wrap items-baseline gap-2">{t('types.service')} <Mono copy>{publish.service}</Mono></span>
  if (publish.type === 'addresses') return <ul>{publish.addresses.map((one) => <li key={one}><Mono copy>{one}</Mono></li>)}</ul>
  return t(`types.${publish.type}`)
}
