'use client'
import { useTranslations } from 'next-intl'
import { useStatus } from '#components/api/queries.ts'
import { servingNow } from '#components/api/serving.ts'
import { useWorkspace } from '#components/api/workspace.ts'
import { ObjectState, useDiagnosticsOf } from '#components/shell/object-state.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'

/** Disabled, in trouble with its causes, or whether the proxies serve the newest revision with it. */
export function RouteState({ name, enabled }: { name: string; enabled: boolean }) {
  const t = useTranslations('routes.state')
  const status = useStatus().data
  const workspace = useWorkspace()
  const troubled = useDiagnosticsOf('routes', name).length > 0
  if (!enabled || troubled || status === undefined) return <ObjectState kind="routes" name={name} enabled={enabled} />
  if (workspace?.served === false) return <StatusBadge tone="off">{t('notServed')}</StatusBadge>
  const { state, proxies } = servingNow(status, workspace?.kind === 'kubernetes')
  if (proxies === 0) return <StatusBadge tone="unknown">{t('noProxy')}</StatusBadge>
  if (state === 'serving') return <StatusBadge tone="ok">{t('serving')}</StatusBadge>
  if (state === 'failed') return <StatusBadge tone="bad">{t('failed')}</StatusBadge>
  return <StatusBadge tone="busy">{t('publishing')}</StatusBadge>
}
