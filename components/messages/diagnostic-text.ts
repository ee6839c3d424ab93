'use client'
import { useLocale, useTranslations } from 'next-intl'
import { CRITERIA, type CriterionName } from '#lib/model/criterion.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import type { Locale } from './locale.ts'

type Values = Record<string, string | number>

/** What a message may speak of: a criterion in words, the kind of object that it is about, and the first part of its field. */
export function diagnosticValues({ params, source, field }: Pick<Diagnostic, 'params' | 'source' | 'field'>, locale: Locale): Values {
  const { criterion } = params
  const values: Values = { kind: source.kind, at: field?.split('.')[0] ?? '', ...params }
  if (typeof criterion === 'string' && criterion in CRITERIA) values.criterion = CRITERIA[criterion as CriterionName][locale]
  return values
}

/**
 * The wording of a diagnostic in the reader's language. In English its own text, which says more;
 * that also stands in where a message needs a value that the diagnostic does not have.
 */
export function useDiagnosticText(): (diagnostic: Diagnostic) => string {
  const t = useTranslations('diagnostics')
  const locale = useLocale() as Locale
  return (diagnostic) => {
    const { code, message } = diagnostic
    if (locale === 'en' || !t.has(code)) return message
    const values = diagnosticValues(diagnostic, locale)
    const needed = [...String(t.raw(code)).matchAll(/\{(\w+)/g)].map((match) => match[1]!)
    return needed.every((name) => name in values) ? t(code, values) : message
  }
}
