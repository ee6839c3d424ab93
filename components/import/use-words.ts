'use client'
import { useLocale, useTranslations } from 'next-intl'
import type { Change, Problem } from './types.ts'

/** Reasons and problems in the reader's language; a code that it has no words for yet stands in English. */
export function useImportWords() {
  const t = useTranslations('import')
  const isEnglish = useLocale() === 'en'
  const why = ({ reason, why: english }: Change): string => (isEnglish || !t.has(`reason.${reason}`) ? english : t(`reason.${reason}`))
  const problem = ({ code, params, message }: Problem): string => {
    if (isEnglish || !t.has(`problem.${code}`)) return message
    const detail = params.fault === undefined ? undefined : t(`fault.${params.fault}`)
    return t(`problem.${code}`, { ...params, ...(detail === undefined ? {} : { detail }) })
  }
  return { why, problem }
}
