'use client'
import { useTranslations } from 'next-intl'
import type { Expectation } from '#lib/model/route-test.ts'
import { useTestWords } from '#components/form/test-words.ts'
import { clausesOf } from './clauses.ts'

/** An expectation in words: "goes to service shop, by route shop". */
export function useExpectationText(): (expect: Expectation) => string {
  const t = useTranslations('routeTests.expects')
  const words = useTestWords()
  return (expect) =>
    clausesOf(expect)
      .map(({ field, value }) => (field === 'outcome' ? t(`outcome.${value}`) : t(field, { value: words.value(field, value) })))
      .join(t('comma'))
}
