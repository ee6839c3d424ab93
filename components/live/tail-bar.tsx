'use client'
import { ArrowUp, Pause, Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { KEEP } from './tail.ts'
import { streamTrouble } from './trouble.ts'
import type { Requests } from './use-requests.ts'

const TONES = { lost: 'warn', noController: 'warn', noProxy: 'warn', connecting: 'waiting', paused: 'off', reading: 'waiting', live: 'ok' } as const

function stateOf({ stream, paused, reading, held }: Requests): keyof typeof TONES {
  if (stream.state === 'lost') return 'lost'
  const trouble = streamTrouble(stream)
  if (trouble) return trouble
  if (paused) return 'paused'
  if (stream.state === 'connecting') return 'connecting'
  return reading && held > 0 ? 'reading' : 'live'
}

/** How the tail is, what it shows of how much, and its switches. Everything keeps its place as the numbers change. */
export function TailBar({ requests, onShow }: { requests: Requests; onShow: () => void }) {
  const { paused, setPaused, held, rows, skipped, clear } = requests
  const t = useTranslations('live')
  const state = stateOf(requests)
  const fresh = t('new', { count: held, more: held >= KEEP ? 'yes' : 'no' })
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b px-3 py-1">
      <Button size="sm" className="min-w-22" icon={paused ? <Play size={12} aria-hidden /> : <Pause size={12} aria-hidden />} onClick={() => setPaused(!paused)}>
        {paused ? t('resume') : t('pause')}
      </Button>
      <span role="status"><StatusBadge tone={TONES[state]}>{t(`state.${state}`)}</StatusBadge></span>
      {/* On a phone a line of its own, also while there is little to say: nothing below may move. */}
      <div className="flex min-w-0 flex-1 items-center gap-x-4 text-xs text-muted tabular-nums max-sm:basis-full">
        <span className="min-w-0 truncate">{t('shown', { count: rows.length, full: rows.length >= KEEP ? 'yes' : 'no' })}</span>
        {skipped > 0 && <span className="min-w-0 truncate" title={t('skippedWhy')}>{t('skipped', { count: skipped })}</span>}
        <span className="ml-auto flex shrink-0 items-center gap-2">
          {held > 0 && (paused ? fresh : <Button size="sm" variant="primary" icon={<ArrowUp size={12} aria-hidden />} onClick={onShow}>{fresh}</Button>)}
          <Button size="sm" variant="ghost" onClick={clear}>{t('clear')}</Button>
        </span>
      </div>
    </div>
  )
}
