'use client'
import { useTranslations } from 'next-intl'
import type { ManagedBy } from '#components/api/types.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Popover } from '#components/ui/popover.tsx'

/** Names of products are alike in every language. */
const SHORT = { helm: 'Helm', argocd: 'Argo CD', flux: 'Flux', other: undefined } as const

/** In a row: who keeps the Kubernetes object, where that is not Sluice. */
export function KeeperMark({ managedBy }: { managedBy: ManagedBy | undefined }) {
  const t = useTranslations('kubernetes.keeper')
  if (!managedBy || managedBy.tool === 'sluice') return null
  const { tool, name } = managedBy
  return (
    <span title={t(`of.${tool}`, { name })} className="shrink-0">
      <Badge>{SHORT[tool] ?? name}</Badge>
    </span>
  )
}

/** On a page: the same with its name, and on a click what it means for edits. */
export function KeeperBadge({ managedBy }: { managedBy: ManagedBy }) {
  const t = useTranslations('kubernetes.keeper')
  const { tool, name } = managedBy
  const words = t(`of.${tool}`, { name })
  return (
    <Popover
      title={words}
      trigger={<button type="button" className="max-w-full rounded-sm"><Badge className="underline decoration-dotted underline-offset-2 hover:text-ink">{words}</Badge></button>}
    >
      <p className="text-muted">{t(`means.${tool}`, { name })}</p>
    </Popover>
  )
}
