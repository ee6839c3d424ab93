'use client'
import { useTranslations } from 'next-intl'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { ReachFinding, ReachState } from './types.ts'

const TONES: Record<ReachState, StatusTone> = { reachable: 'ok', limited: 'warn', unknown: 'unknown', unreachable: 'bad', notServed: 'off' }

/** Whether something can be reached: icon and word. */
export function ReachBadge({ state }: { state: ReachState }) {
  const t = useTranslations('cluster.reach')
  return <StatusBadge tone={TONES[state]}>{t(state)}</StatusBadge>
}

/** One line of a table: the state, and the reason for it. */
export function ReachCell({ state, finding }: { state: ReachState; finding: ReachFinding | null }) {
  return (
    <span className="flex min-w-0 items-center gap-2" title={finding?.text}>
      <span className="shrink-0"><ReachBadge state={state} /></span>
      {finding && <span className="min-w-0 truncate text-muted max-lg:hidden">{finding.text}</span>}
    </span>
  )
}

/** What is the case, what to do, and where it is known, the manifest that does it. */
export function Finding({ finding: { code, text, advice, manifest } }: { finding: ReachFinding }) {
  const t = useTranslations('cluster.reach')
  return (
    <div className="min-w-0 space-y-1">
      <p className="break-words">{t('said', { text })} <code className="text-xs text-faint">{code}</code></p>
      <p className="break-words text-muted">{t('todo', { advice })}</p>
      {manifest !== undefined && <CodeBlock label={t('manifest')}>{manifest.trimEnd()}</CodeBlock>}
    </div>
  )
}
