import { useTranslations } from 'next-intl'
import type { ProxyState } from '#components/api/types.ts'
import { useWorkspace } from '#components/api/workspace.ts'
import { StatusBadge } from '#components/ui/badge.tsx'

/** What a proxy serves of the workspace that one is in. A cluster numbers nothing, so there only whether it is the newest. */
export function ProxyBadge({ proxy, head }: { proxy: ProxyState; head: number }) {
  const t = useTranslations('proxies.state')
  const workspace = useWorkspace()
  if (proxy.state === 'failed') return <StatusBadge tone="bad">{t('failed')}</StatusBadge>
  if (proxy.state === 'draining') return <StatusBadge tone="off">{t('draining')}</StatusBadge>
  if (workspace?.served === false) return <StatusBadge tone="off">{t('others')}</StatusBadge>
  const isCluster = workspace?.kind === 'kubernetes'
  const { revision } = proxy
  if (isCluster && head === 0) return <StatusBadge tone="waiting">{t('unread')}</StatusBadge>
  return revision >= head
    ? <StatusBadge tone="ok">{isCluster ? t('servingCluster') : t('serving', { revision })}</StatusBadge>
    : <StatusBadge tone="busy">{isCluster ? t('behindCluster') : t('behind', { revision })}</StatusBadge>
}
