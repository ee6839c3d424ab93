'use client'
import { useFormatter, useNow, useTranslations } from 'next-intl'
import type { CertificateFacts } from '#lib/model/certificate.ts'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { lifetime, type Lifetime } from './lifetime.ts'

const TONES: Record<Lifetime['state'], StatusTone> = { ok: 'ok', ending: 'warn', over: 'bad', notYet: 'waiting' }
const FILL: Record<Lifetime['state'], string> = { ok: 'bg-ok', ending: 'bg-warn', over: 'bg-bad', notYet: 'bg-control' }
const MINUTE_MS = 60_000

/** What is left of a certificate's life: a bar, the days, the share; the exact end on hover. */
export function Expiry({ facts, wide }: { facts: CertificateFacts; wide?: boolean }) {
  const t = useTranslations('certificates.expiry')
  const format = useFormatter()
  const life = lifetime(facts, useNow({ updateInterval: MINUTE_MS }))
  const end = format.dateTime(new Date(facts.notAfter), { dateStyle: 'medium', timeStyle: 'short' })
  const words = {
    ok: () => t('left', { days: life.days }),
    ending: () => t('left', { days: life.days }),
    over: () => t('over', { days: -life.days }),
    notYet: () => t('notYet'),
  }
  return (
    <span title={t('until', { end })} className={`inline-flex max-w-full items-center gap-x-2 ${wide ? 'flex-wrap' : ''}`}>
      <span aria-hidden className={`${wide ? 'w-24 max-sm:w-12' : 'w-12 max-lg:hidden'} h-1.5 shrink-0 overflow-hidden rounded-full bg-line`}>
        <span className={`block h-full ${FILL[life.state]}`} style={{ width: `${life.left * 100}%` }} />
      </span>
      <StatusBadge tone={TONES[life.state]}>{words[life.state]()}</StatusBadge>
      {life.state !== 'over' && life.state !== 'notYet' && <span className="shrink-0 text-muted max-xl:hidden">{t('share', { share: life.left })}</span>}
    </span>
  )
}
