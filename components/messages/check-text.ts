import type { z } from 'zod'

type Translate = (key: string, values?: Record<string, string | number>) => string

/** zod's built-in checks in words for people. Undefined leaves it to zod's own locale. */
export function checkText(issue: z.core.$ZodRawIssue, t: Translate): string | undefined {
  const empty = issue.input === undefined || issue.input === '' || issue.input === null
  if (issue.code === 'invalid_type') return empty ? t('required') : issue.expected === 'number' || issue.expected === 'int' ? t(issue.expected === 'int' ? 'whole' : 'number') : undefined
  if (issue.code === 'invalid_format' && empty) return t('required')
  if (issue.code === 'too_small' && issue.origin === 'string') return empty || issue.minimum === 1 ? t('required') : t('shorter', { minimum: Number(issue.minimum) })
  if (issue.code === 'too_big' && issue.origin === 'string') return t('longer', { maximum: Number(issue.maximum) })
  if (issue.code === 'too_small' && (issue.origin === 'number' || issue.origin === 'int')) return t('atLeast', { minimum: Number(issue.minimum) })
  if (issue.code === 'too_big' && (issue.origin === 'number' || issue.origin === 'int')) return t('atMost', { maximum: Number(issue.maximum) })
  if (issue.code === 'too_small' && issue.origin === 'array') return t('atLeastOne')
  if (issue.code === 'too_big' && issue.origin === 'array') return t('fewer', { maximum: Number(issue.maximum) })
  return undefined
}
