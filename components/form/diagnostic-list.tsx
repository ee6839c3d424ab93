'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { useDiagnosticText } from '#components/messages/diagnostic-text.ts'
import { StatusBadge } from '#components/ui/badge.tsx'

type Props = {
  items: readonly Diagnostic[]
  /** What to say when there are none; nothing is shown without it. */
  empty?: string
  /** Before each text: a link to its object. */
  lead?: (diagnostic: Diagnostic) => ReactNode
}

export function DiagnosticList({ items, empty, lead }: Props) {
  const text = useDiagnosticText()
  const t = useTranslations('common.severity')
  if (items.length === 0) return empty === undefined ? null : <p className="text-muted">{empty}</p>
  return (
    <ul className="space-y-1">
      {items.map((item, index) => (
        <li key={index} className="flex flex-wrap items-baseline gap-x-2">
          <StatusBadge tone={item.severity === 'error' ? 'bad' : 'warn'} className="self-start">{t(item.severity)}</StatusBadge>
          {lead?.(item)}
          <span className="min-w-0 flex-1 basis-60 break-words">
            {item.field !== undefined && <code className="mr-1 text-muted">{item.field}</code>}
            {text(item)} <code className="text-faint">{item.code}</code>
          </span>
        </li>
      ))}
    </ul>
  )
}
