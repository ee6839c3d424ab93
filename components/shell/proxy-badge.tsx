import { useTranslations } from 'next-intl'
import type { ProxyState } from '#components/api/types.ts'
import { StatusBadge } from '#components/ui/badge.tsx'

export function ProxyBadge({ proxy, head }: { proxy: ProxyState; head: number }) {
  const t = useTranslations('proxies.state')
  if (proxy.state === 'failed') return <StatusBadge tone="bad">{t('failed')}</StatusBadge>
  if (proxy.state === 'draining') return <StatusBadge tone="off">{t('draining')}</StatusBadge>
  return proxy.revision >= head
    ? <StatusBadge tone="ok">{t('serving', { revision: proxy.revision })}</StatusBadge>
    : <StatusBadge tone="busy">{t('behind', { revision: proxy.revision })}</StatusBadge>
}
