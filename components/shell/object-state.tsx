'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { useDiagnostics } from '#components/api/queries.ts'
import type { ApiKind } from '#components/api/types.ts'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Popover } from '#components/ui/popover.tsx'

const isAbout = (diagnostic: Diagnostic, kind: ApiKind, name: string) => diagnostic.source.kind === kind && diagnostic.source.name === name

/** The diagnostics of one object. All rows of a list share one query. */
export function useDiagnosticsOf(kind: ApiKind, name: string): Diagnostic[] {
  const all = useDiagnostics().data?.items
  return useMemo(() => all?.filter((one) => isAbout(one, kind, name)) ?? [], [all, kind, name])
}

type Props = { kind: ApiKind; name: string; enabled?: boolean }

/** Disabled, in error, with warnings, or fine; a click on trouble shows its causes. */
export function ObjectState({ kind, name, enabled = true }: Props) {
  const t = useTranslations('common.state')
  const found = useDiagnosticsOf(kind, name)
  if (!enabled) return <StatusBadge tone="off">{t('disabled')}</StatusBadge>
  const errors = found.filter((one) => one.severity === 'error').length
  if (found.length === 0) return <StatusBadge tone="ok">{t('enabled')}</StatusBadge>
  return (
    <span className="relative z-1">
      <Popover
        title={name}
        trigger={
          <button type="button" className="rounded-sm underline decoration-dotted underline-offset-4">
            <StatusBadge tone={errors > 0 ? 'bad' : 'warn'}>{errors > 0 ? t('errors', { count: errors }) : t('warnings', { count: found.length })}</StatusBadge>
          </button>
        }
      >
        <DiagnosticList items={found} />
      </Popover>
    </span>
  )
}
