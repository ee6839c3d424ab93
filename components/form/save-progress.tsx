import { useTranslations } from 'next-intl'
import type { Serving } from '#components/api/serving.ts'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { Callout } from '#components/ui/callout.tsx'

/** committed · compiled · n/n serving; without a revision the write is still on its way. */
export function SaveProgress({ revision, serving }: { revision?: number; serving?: Serving }) {
  const t = useTranslations('form.save')
  const compiled: StatusTone = serving === undefined ? 'waiting' : serving.state === 'failed' ? 'bad' : serving.serving > 0 ? 'ok' : serving.state === 'waiting' ? 'unknown' : 'busy'
  const served: StatusTone = serving === undefined ? 'waiting' : ({ publishing: 'busy', serving: 'ok', failed: 'bad', waiting: 'warn' } as const)[serving.state]
  return (
    <div className="space-y-2">
      <ol aria-live="polite" className="flex flex-wrap gap-x-6 gap-y-1">
        <li><StatusBadge tone={revision === undefined ? 'busy' : 'ok'}>{revision === undefined ? t('committing') : t('committed', { revision })}</StatusBadge></li>
        <li><StatusBadge tone={compiled}>{compiled === 'bad' ? t('notApplied') : t('compiled')}</StatusBadge></li>
        <li><StatusBadge tone={served}>{t('serving', { serving: serving?.serving ?? 0, proxies: serving?.proxies ?? 0 })}</StatusBadge></li>
      </ol>
      {serving?.state === 'failed' && <Callout tone="bad" title={t('failed')}>{serving.reason}</Callout>}
      {serving?.state === 'waiting' && <Callout tone="warn" title={serving.proxies === 0 ? t('noProxy') : t('late')}>{t('storedAnyway')}</Callout>}
    </div>
  )
}
