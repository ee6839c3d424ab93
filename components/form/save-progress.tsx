import { useTranslations } from 'next-intl'
import type { Serving } from '#components/api/serving.ts'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { Callout } from '#components/ui/callout.tsx'

type Props = { revision?: number; serving?: Serving; /** There it is written, and not committed. */ inCluster?: boolean }

/** committed · compiled · n/n serving; without a revision the write is still on its way. */
export function SaveProgress({ revision, serving, inCluster = false }: Props) {
  const t = useTranslations('form.save')
  const compiled: StatusTone = serving === undefined ? 'waiting' : serving.state === 'failed' ? 'bad' : serving.serving > 0 ? 'ok' : serving.state === 'waiting' ? 'unknown' : 'busy'
  return (
    <div className="space-y-2">
      <ol aria-live="polite" className="flex flex-wrap gap-x-6 gap-y-1">
        <li>
          <StatusBadge tone={revision === undefined ? 'busy' : 'ok'}>
            {revision === undefined ? t(inCluster ? 'writing' : 'committing') : t(inCluster ? 'written' : 'committed', { revision })}
          </StatusBadge>
        </li>
        {serving?.state === 'elsewhere' ? (
          <li><Elsewhere {...serving} /></li>
        ) : (
          <>
            <li><StatusBadge tone={compiled}>{compiled === 'bad' ? t('notApplied') : t('compiled')}</StatusBadge></li>
            <li><Served serving={serving} /></li>
          </>
        )}
      </ol>
      {serving?.state === 'failed' && <Callout tone="bad" title={t('failed')}>{serving.reason}</Callout>}
      {serving?.state === 'waiting' && <Callout tone="warn" title={serving.proxies === 0 ? t('noProxy') : t('late')}>{t('storedAnyway')}</Callout>}
      {serving?.state === 'elsewhere' && <p className="text-muted">{t('notServedHere')}</p>}
    </div>
  )
}

const TONES = { publishing: 'busy', serving: 'ok', failed: 'bad', waiting: 'warn' } as const

function Served({ serving }: { serving: Exclude<Serving, { state: 'elsewhere' }> | undefined }) {
  const t = useTranslations('form.save')
  return <StatusBadge tone={serving ? TONES[serving.state] : 'waiting'}>{t('serving', { serving: serving?.serving ?? 0, proxies: serving?.proxies ?? 0 })}</StatusBadge>
}

/** What the controller of the class answers with, in place of our proxies. */
function Elsewhere({ controller, address }: { controller: string | null; address: string | null }) {
  const t = useTranslations('form.save')
  if (address === null) return <StatusBadge tone="waiting">{t('noAddress')}</StatusBadge>
  return <StatusBadge tone="ok">{t('answeredBy', { controller: controller ?? '–', address })}</StatusBadge>
}
