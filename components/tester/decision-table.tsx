'use client'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { StatusBadge } from '#components/ui/badge.tsx'
import { decisionRows, type DecisionRow } from './decision-rows.ts'
import type { SentAnswer } from './explanation.ts'

/** More possible values than that are counted. */
const MOST = 3

/** Prediction and decision side by side, a fact a row. */
export function DecisionTable({ sent }: { sent: SentAnswer }) {
  const t = useTranslations('tester.send')
  if (sent.decided === null) return <p className="px-4 py-2 text-warn">{t('noDecision')}</p>
  return (
    <table className="w-full table-fixed text-left" aria-label={t('comparison')}>
      <thead>
        <tr className="text-xs text-muted">
          <th scope="col" className="w-20 py-1 pr-1 pl-4 sm:w-24 font-medium"><span className="sr-only">{t('fact')}</span></th>
          <th scope="col" className="px-1 py-1 font-medium sm:px-2">{t('predicted')}</th>
          <th scope="col" className="px-1 py-1 font-medium sm:px-2">{t('decided')}</th>
          <th scope="col" className="w-12 py-1 pr-4 pl-1 sm:w-28 font-medium"><span className="sr-only">{t('agreement')}</span></th>
        </tr>
      </thead>
      <tbody>
        {decisionRows(sent).map((row) => <Row key={row.field} row={row} />)}
      </tbody>
    </table>
  )
}

function Row({ row: { field, predicted, decided, differs } }: { row: DecisionRow }) {
  const t = useTranslations('tester.send')
  const words = useTranslations('tester')
  const word = (value: string) => (field === 'side' ? words(`side.${value}`) : value)
  const value = 'truncate border-t px-1 py-1 font-mono text-xs leading-5 sm:px-2'
  return (
    <tr className={clsx('align-top', differs && 'bg-bad-soft')}>
      <th scope="row" className="border-t py-1 pr-1 pl-4 font-normal text-muted">{t(`facts.${field}`)}</th>
      <td className={value}><Predicted values={predicted.map(word)} /></td>
      <td className={value}>
        {decided === null ? <span className="text-faint">{t('none')}</span> : <span title={decided}>{word(decided)}</span>}
      </td>
      <td className="border-t py-1 pr-4 pl-1 text-right">
        {differs ? <Agreement tone="bad" word={t('differs')} /> : predicted.length > 0 && <Agreement tone="ok" word={t('same')} />}
      </td>
    </tr>
  )
}

function Predicted({ values }: { values: string[] }) {
  const t = useTranslations('tester.send')
  if (values.length === 0) return <span className="text-faint">{t('open')}</span>
  if (values.length > MOST) return <span title={values.join('\n')}>{t('oneOf', { count: values.length })}</span>
  return values.map((value) => <span key={value} title={value} className="block truncate">{value}</span>)
}

/** On a phone the icon stands for the word. */
const Agreement = ({ tone, word }: { tone: 'ok' | 'bad'; word: string }) => (
  <StatusBadge tone={tone} className="text-xs"><span className="max-sm:sr-only">{word}</span></StatusBadge>
)
