'use client'
import { useTranslations } from 'next-intl'
import type { Diagnostic } from '#lib/model/routing-config.ts'

/** The wording of a diagnostic in the reader's language; its own English text where the message needs more than it has. */
export function useDiagnosticText(): (diagnostic: Diagnostic) => string {
  const t = useTranslations('diagnostics')
  return (diagnostic) => {
    const raw: unknown = t.has(diagnostic.code) ? t.raw(diagnostic.code) : undefined
    if (typeof raw !== 'string') return diagnostic.message
    const params = { kind: diagnostic.source.kind, name: diagnostic.source.name, field: diagnostic.field ?? '', ...diagnostic.params }
    const needed = [...raw.matchAll(/\{(\w+)/g)].map((match) => match[1]!)
    return needed.every((name) => name in params) ? t(diagnostic.code, params) : diagnostic.message
  }
}
