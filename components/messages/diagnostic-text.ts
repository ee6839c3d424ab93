'use client'
import { useLocale, useTranslations } from 'next-intl'
import type { Diagnostic } from '#lib/model/routing-config.ts'

/**
 * The wording of a diagnostic in the reader's language. In English its own text, which says more;
 * that also stands in where a message needs a value that the diagnostic does not have.
 */
export function useDiagnosticText(): (diagnostic: Diagnostic) => string {
  const t = useTranslations('diagnostics')
  const locale = useLocale()
  return ({ code, params, message }) => {
    if (locale === 'en' || !t.has(code)) return message
    const needed = [...String(t.raw(code)).matchAll(/\{(\w+)/g)].map((match) => match[1]!)
    return needed.every((name) => name in params) ? t(code, params) : message
  }
}
