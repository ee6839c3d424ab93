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
  return (
    <tr className={clsx('align-top', differs && 'bg-bad-soft')}>
      <th scope="row" className="border-t py-1 pr-1 pl-4 font-normal text-muted">{t(`facts.${field}`)}</th>
      <td className="truncate border-t px-1 py-1 font-mono text-xs leading-5 sm:px-2">{predicted.length === 0 ? <span className="text-faint">{t('open')}</span> : predicted.length > MOST ? <span title={predicted.join('\n')}>{t('oneOf', { count: predicted.length })}</span> : predicted.map((value) => <span key={value} title={value} className="block truncate">{word(value)}</span>)}</td>
      <td className="truncate border-t px-1 py-1 font-mono text-xs leading-5 sm:px-2">{decided === null ? <span className="text-faint">{t('none')}</span> : <span title={decided}>{word(decided)}</span>}</td>
      <td className="border-t py-1 pr-4 pl-1 text-right">
        {differs ? <StatusBadge tone="bad" className="text-xs"><span className="max-sm:sr-only">{t('differs')}</span></StatusBadge> : predicted.length > 0 && <StatusBadge tone="ok" className="text-xs"><span className="max-sm:sr-only">{t('same')}</span></StatusBadge>}
      </td>
    </tr>
  )
}
