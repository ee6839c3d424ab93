'use client'
import { useTranslations } from 'next-intl'
import type { Canary } from '#lib/model/canary.ts'
import { ObjectState, useDiagnosticsOf } from '#components/shell/object-state.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'

const TONES = { active: 'info', promoted: 'ok', aborted: 'off' } as const

/** Splitting, promoted or aborted; an active one in trouble shows its causes instead. */
export function CanaryState({ canary }: { canary: Pick<Canary, 'name' | 'state'> }) {
  const t = useTranslations('canaries')
  const troubled = useDiagnosticsOf('canaries', canary.name).length > 0
  if (canary.state === 'active' && troubled) return <ObjectState kind="canaries" name={canary.name} />
  return <StatusBadge tone={TONES[canary.state]}>{t(`state.${canary.state}`)}</StatusBadge>
}
