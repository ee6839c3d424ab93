'use client'
import { useTranslations } from 'next-intl'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { DiagnosticList } from './diagnostic-list.tsx'

const SHOWN = 3

/** Beside a form: the first things that the last dry run warned of. */
export function LiveDiagnostics({ items }: { items: readonly Diagnostic[] | undefined }) {
  const t = useTranslations('form.save')
  if (items === undefined || items.length === 0) return null
  return (
    <section aria-label={t('diagnostics')} aria-live="polite" className="rounded-lg border bg-surface p-3">
      <h2 className="mb-1 font-semibold">{t('diagnostics')}</h2>
      <DiagnosticList items={items.slice(0, SHOWN)} />
      {items.length > SHOWN && <p className="mt-1 text-xs text-muted">+{items.length - SHOWN}</p>}
    </section>
  )
}
