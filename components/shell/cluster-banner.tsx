'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { pb } from '#components/api/path-builder.ts'
import { useClusterState } from '#components/api/workspace.ts'
import { Callout } from '#components/ui/callout.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { clusterTrouble, type ClusterTrouble } from './cluster-trouble.ts'

/** Above whatever shows objects of a cluster: why they may be old or incomplete. Nothing while all is well. */
export function ClusterBanner({ workspace }: { workspace: string }) {
  const t = useTranslations('workspaces.cluster')
  const state = useClusterState(workspace).data
  const trouble = state && clusterTrouble(state)
  if (!trouble) return null
  const details = <Link href={pb.workspaces.one(workspace)} className="shrink-0 rounded-sm text-accent-ink hover:underline">{t('details')}</Link>
  return <div className="mb-4"><TroubleCallout trouble={trouble} actions={details} /></div>
}

export function TroubleCallout({ trouble, actions }: { trouble: ClusterTrouble; actions?: ReactNode }) {
  return (
    <Callout tone={trouble.kind === 'unconnected' ? 'bad' : 'warn'} role="status" title={<Title trouble={trouble} />} {...(actions ? { actions } : {})}>
      {trouble.message !== null && <p className="text-xs text-muted">{trouble.message}</p>}
    </Callout>
  )
}

function Title({ trouble }: { trouble: ClusterTrouble }) {
  const t = useTranslations('workspaces.cluster')
  switch (trouble.kind) {
    case 'unconnected':
      return t('unconnected')
    case 'away':
      return t.rich('away', { since: () => <RelativeTime at={trouble.since} /> })
    case 'forbidden':
      return t('forbidden', { parts: trouble.parts.map((part) => t(`parts.${part}`)).join(', ') })
  }
}
