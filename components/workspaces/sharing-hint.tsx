'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import { Callout } from '#components/ui/callout.tsx'
import { othersByRules } from './others-by-rules.ts'
import type { WorkspaceValues } from './workspace-values.ts'

/** Before it is saved: that its ports may belong to a workspace with other rules already. */
export function SharingHint() {
  const t = useTranslations('workspaces.sharing')
  const [name, kind, dialect, served] = useWatch<WorkspaceValues, ['name', 'kind', 'dialect', 'served']>({ name: ['name', 'kind', 'dialect', 'served'] })
  const all = useList('workspaces', { limit: 100 }).data?.items ?? []
  const rules = kind === 'kubernetes' ? 'ingress' : dialect
  const others = served ? othersByRules(all, { name, rules }) : []
  if (others.length === 0) return null
  return <Callout tone="warn" title={t('title', { names: others.join(', ') })}>{rules === 'kong' ? t('kong') : t('text')}</Callout>
}
