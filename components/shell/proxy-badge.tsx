import { useTranslations } from 'next-intl'
import { hasNewest } from '#components/api/serving.ts'
import type { ProxyState, Status } from '#components/api/types.ts'
import { useWorkspace } from '#components/api/workspace.ts'
import { StatusBadge } from '#components/ui/badge.tsx'

/** What a proxy serves of the workspace that one is in. In a cluster proxies know no revisions, so there only whether it is the newest. */
export function ProxyBadge({ proxy, status }: { proxy: ProxyState; status: Pick<Status, 'revision' | 'digest'> }) {
  const t = useTranslations('proxies.state')
  const workspace = useWorkspace()
  if (proxy.state === 'failed') return <StatusBadge tone="bad">{t('failed')}</StatusBadge>
  if (proxy.state === 'draining') return <StatusBadge tone="off">{t('draining')}</StatusBadge>
  if (workspace?.served === false) return <StatusBadge tone="off">{t('others')}</StatusBadge>
  if (workspace?.kind === 'kubernetes') {
    if (typeof status.digest !== 'string') return <StatusBadge tone="waiting">{t('unread')}</StatusBadge>
    return hasNewest(proxy, status) ? <StatusBadge tone="ok">{t('servingCluster')}</StatusBadge> : <StatusBadge tone="busy">{t('behindCluster')}</StatusBadge>
  }
  const { revision } = proxy
  return revision >= status.revision
    ? <StatusBadge tone="ok">{t('serving', { revision })}</StatusBadge>
    : <StatusBadge tone="busy">{t('behind', { revision })}</StatusBadge>
}
