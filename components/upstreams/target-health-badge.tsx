'use client'
import { useFormatter, useNow, useTranslations } from 'next-intl'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { telling, type ProxySays, type TargetHealth } from './target-health.ts'
import { useReasonWords } from './target-health-words.ts'

const TONES: Record<TargetHealth['state'], StatusTone> = { up: 'ok', down: 'bad', mixed: 'warn', unknown: 'unknown' }

/** What the proxies make of a target; on hover and focus since when and why, of each of them. */
export function TargetHealthBadge({ health }: { health: TargetHealth }) {
  const t = useTranslations('targetHealth')
  const why = useReasonWords()
  const { state, proxies } = health
  const up = proxies.filter((one) => one.state === 'up').length
  const said = telling(health)
  const isMarked = state === 'down' && said?.by === 'operator'
  const word = isMarked ? t('state.marked') : state === 'mixed' ? t('mixed', { up, of: proxies.length }) : t(`state.${state}`)
  const reason = state === 'down' || state === 'mixed' ? why(said?.reason ?? '') : ''
  return (
    <span className="inline-flex max-w-full min-w-0 items-baseline gap-2">
      <Tooltip text={proxies.length === 0 ? t('unknownText') : <Details proxies={proxies} />}>
        <button type="button" className="rounded-sm underline decoration-dotted underline-offset-4"><StatusBadge tone={TONES[state]}>{word}</StatusBadge></button>
      </Tooltip>
      {reason !== '' && <span className="truncate text-xs text-muted max-lg:hidden" title={reason}>{reason}</span>}
    </span>
  )
}

function Details({ proxies }: { proxies: readonly ProxySays[] }) {
  return <ul className="space-y-0.5">{proxies.map((one) => <li key={one.proxy}><Detail says={one} named={proxies.length > 1} /></li>)}</ul>
}

/** `proxy-1: down for 3 minutes, active check: cannot be connected to (ECONNREFUSED)` */
function Detail({ says: { proxy, state, by, since, reason }, named }: { says: ProxySays; named: boolean }) {
  const t = useTranslations('targetHealth')
  const format = useFormatter()
  const now = useNow({ updateInterval: 10_000 })
  const why = useReasonWords()(reason)
  const when = since === null ? t('fromStart') : format.relativeTime(new Date(since), now)
  const parts = [t(`state.${state}`), when, ...(by === null ? [] : [t(`by.${by}`)]), ...(why === '' ? [] : [why])]
  return <>{named && <span className="font-mono">{proxy}: </span>}{parts.join(' · ')}</>
}
