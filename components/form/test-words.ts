'use client'
import { useTranslations } from 'next-intl'
import type { TestFailure } from '#components/api/types.ts'

type Field = TestFailure['field']
type Value = TestFailure['expected'] | null

export type TestWords = {
  field: (field: Field) => string
  /** A value as a reader calls it: outcomes and sides are words of the model. Several where chance decides. */
  value: (field: Field, value: Value) => string
  /** `status: 404 instead of 200` */
  failure: (failure: TestFailure) => string
}

/** What a route test expects and gets, in the reader's language. */
export function useTestWords(): TestWords {
  const t = useTranslations('routeTests')
  const choice = (key: string, word: string) => (t.has(key) ? t(key) : word)
  const value = (field: Field, found: Value): string => {
    if (found === null) return t('nothing')
    if (field === 'outcome') return choice(`outcome.${found}`, String(found))
    if (field !== 'side') return String(found)
    return String(found).split(', ').map((side) => choice(`side.${side}`, side)).join(', ')
  }
  return {
    field: (field) => t(`field.${field}`),
    value,
    failure: ({ field, expected, actual }) =>
      field === 'listener'
        ? t('noListener', { expected })
        : t('failure', { field: t(`field.${field}`), expected: value(field, expected), actual: value(field, actual) }),
  }
}
