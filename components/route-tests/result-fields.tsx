'use client'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Expectation } from '#lib/model/route-test.ts'
import type { TestResult } from '#components/api/types.ts'
import { useTestWords } from '#components/form/test-words.ts'
import { fieldRows } from './field-rows.ts'

type Props = { expect: Expectation; result: TestResult }

/** What was expected and what came, a line a field, and the sentence that says where the request goes. */
export function ResultFields({ expect, result }: Props) {
  const t = useTranslations('routeTests.result')
  const words = useTestWords()
  return (
    <div className="space-y-2">
      <p className="font-medium break-words">{result.verdict}</p>
      <div className="overflow-x-auto rounded-md border" role="region" aria-label={t('fields')} tabIndex={0}>
        <table className="w-full text-left">
          <thead>
            <tr className="text-xs text-muted">
              {[t('field'), t('expected'), t('actual')].map((word) => <th key={word} scope="col" className="border-b bg-sunken px-3 py-1 font-medium whitespace-nowrap">{word}</th>)}
            </tr>
          </thead>
          <tbody>
            {fieldRows(expect, result.failures).map(({ field, expected, actual, holds }) => (
              <tr key={field} className="border-b align-top last:border-b-0">
                <th scope="row" className="px-3 py-1 font-normal whitespace-nowrap">
                  <span className={`inline-flex items-center gap-1.5 ${holds ? 'text-ok' : 'text-bad'}`}>
                    {holds ? <CircleCheck size={14} aria-label={t('holds')} /> : <CircleAlert size={14} aria-label={t('differs')} />}
                    <span className="text-ink">{words.field(field)}</span>
                  </span>
                </th>
                <td className="px-3 py-1 break-all">{words.value(field, expected)}</td>
                <td className={`px-3 py-1 break-all ${holds ? 'text-muted' : 'text-bad'}`}>{words.value(field, actual)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
