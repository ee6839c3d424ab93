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
        <li key={index} className="flex items-start gap-3">
          <StatusBadge tone={item.severity === 'error' ? 'bad' : 'warn'} className="w-20 shrink-0">{t(item.severity)}</StatusBadge>
          <span className="min-w-0 flex-1 break-words">
            {lead && <>{lead(item)} </>}
            {item.field !== undefined && <code className="mr-1 text-muted">{item.field}</code>}
            {text(item)} <code className="text-faint">{item.code}</code>
          </span>
        </li>
      ))}
    </ul>
  )
}
