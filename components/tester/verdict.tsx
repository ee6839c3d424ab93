'use client'
import { clsx } from 'clsx'
import { CircleAlert, CircleCheck, CornerUpRight, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import type { Explanation, Outcome } from './explanation.ts'

const LOOKS = {
  forward: { icon: CircleCheck, className: 'text-ok' },
  redirect: { icon: CornerUpRight, className: 'text-accent-ink' },
  answered: { icon: CircleCheck, className: 'text-accent-ink' },
  respond: { icon: TriangleAlert, className: 'text-warn' },
  failed: { icon: CircleAlert, className: 'text-bad' },
}

function lookOf(outcome: Outcome): keyof typeof LOOKS {
  if (outcome.kind === 'no-route') return 'failed'
  if (outcome.kind !== 'respond') return outcome.kind
  return outcome.status >= 500 ? 'failed' : outcome.status >= 400 ? 'respond' : 'answered'
}

/** What becomes of the request: a word, the status where the proxy answers, and the sentence. */
export function Verdict({ explanation, stream }: { explanation: Explanation; /** A connection has no status. */ stream: boolean }) {
  const t = useTranslations('tester')
  const { outcome, verdict, listener, revision } = explanation
  const inCluster = useClusterWorkspace() !== undefined
  const look = lookOf(outcome)
  const { icon: Icon, className } = LOOKS[look]
  return (
    <div className="min-w-0">
      <p className={clsx('flex items-center gap-1.5 font-medium', className)}>
        <Icon size={16} aria-hidden className="shrink-0" />
        <span>{stream && outcome.kind === 'respond' ? t('outcome.closed') : t(`outcome.${outcome.kind}`)}</span>
        {outcome.kind !== 'forward' && !stream && <span className="tabular-nums">{outcome.status}</span>}
      </p>
      <p className="mt-0.5 text-base leading-[22px] font-semibold break-words">{verdict}</p>
      <p className="mt-0.5 text-xs text-muted">
        {t('onListener', { listener })}
        {revision !== null && !inCluster && <> · {t('ofRevision', { revision })}</>}
      </p>
    </div>
  )
}
