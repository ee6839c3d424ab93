'use client'
import { useTranslations } from 'next-intl'
import type { Shared } from '#components/api/types.ts'
import { Callout } from '#components/ui/callout.tsx'
import { Tick } from './tick.tsx'

type Props = { shared: Shared; checked: boolean; onChange?: ((checked: boolean) => void) | undefined }

/** Annotations hold for a whole Ingress: whether all its routes shall change. */
export function SharedQuestion({ shared: { ingress, routes }, checked, onChange }: Props) {
  const t = useTranslations('kubernetes.shared')
  // Those that are named are the others.
  const words = { ingress, count: routes.length + 1 }
  return (
    <Callout tone="warn" title={t('title', words)}>
      <p className="text-muted">{t('text')}</p>
      <ul tabIndex={0} aria-label={t('routes', words)} className="my-1 max-h-32 overflow-auto font-mono text-xs leading-5">
        {routes.map((name) => <li key={name} className="break-all">{name}</li>)}
      </ul>
      <Tick checked={checked} onChange={(next) => onChange?.(next)} disabled={onChange === undefined}>{t('tick', words)}</Tick>
    </Callout>
  )
}
