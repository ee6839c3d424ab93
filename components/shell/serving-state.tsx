'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useStatus } from '#components/api/queries.ts'
import { servingNow, type Serving } from '#components/api/serving.ts'
import type { Status } from '#components/api/types.ts'
import { useWorkspace } from '#components/api/workspace.ts'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { ProxyBadge } from './proxy-badge.tsx'

const TONES: Record<Serving['state'], StatusTone> = { serving: 'ok', failed: 'bad', publishing: 'busy', waiting: 'busy', elsewhere: 'off' }

/** In a few words; proxies know no revisions of a cluster, so that it is said without one. */
function useWords(): (status: Status) => { tone: StatusTone; words: string } {
  const t = useTranslations('shell.serving')
  const workspace = useWorkspace()
  return (status) => {
    const { revision } = status
    const isCluster = workspace?.kind === 'kubernetes'
    const { state, serving, proxies } = servingNow(status, isCluster)
    if (workspace?.served === false) return { tone: 'off', words: t('notServed') }
    if (proxies === 0) return { tone: 'warn', words: isCluster ? t('noProxyCluster') : t('noProxy', { revision }) }
    if (isCluster && typeof status.digest !== 'string') return { tone: 'waiting', words: t('unread') }
    return { tone: TONES[state], words: isCluster ? t('stateCluster', { serving, proxies }) : t('state', { revision, serving, proxies }) }
  }
}

/** "rev 214 on 3/3": the head revision, and how many proxies serve it. */
export function ServingState() {
  const t = useTranslations('shell.serving')
  const status = useStatus()
  const data = status.data
  const lost = status.isError
  const say = useWords()
  const said = data ? say(data) : { tone: 'unknown' as const, words: t(lost ? 'unknown' : 'loading') }
  const tone = lost ? 'unknown' : said.tone
  const { words } = said
  return (
    <Popover
      align="end"
      title={t('title')}
      trigger={
        <button type="button" className="flex h-8 items-center rounded-md px-2 tabular-nums hover:bg-hover" aria-label={`${t('title')}: ${words}`}>
          <StatusBadge tone={tone} className="[&>span]:hidden sm:[&>span]:inline">{words}</StatusBadge>
        </button>
      }
    >
      <div className="space-y-2">
        <StatusBadge tone={tone}>{words}</StatusBadge>
        {lost && <p className="text-muted">{status.error.message}</p>}
        {data?.controller?.reachable === false && <StatusBadge tone="warn">{t('noController')}</StatusBadge>}
        <ul className={clsx('space-y-1', lost && 'opacity-60')}>
          {data?.proxies.map((proxy) => (
            <li key={proxy.id} className="flex items-center justify-between gap-4">
              <span className="truncate font-mono text-xs" title={proxy.id}>{proxy.id}</span>
              <ProxyBadge proxy={proxy} status={data} />
            </li>
          ))}
        </ul>
        {data && (data.diagnostics.errors > 0 || data.diagnostics.warnings > 0) && (
          <Link href={pb.diagnostics()} className="block text-accent-ink hover:underline">{t('diagnostics', data.diagnostics)}</Link>
        )}
        <Link href={pb.proxies()} className="block text-accent-ink hover:underline">{t('details')}</Link>
      </div>
    </Popover>
  )
}
