'use client'
import { clsx } from 'clsx'
import { Check, Minus, X } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import { pb } from '#components/api/path-builder.ts'
import { StatusBadge } from '#components/ui/badge.tsx'
import { failedColumn, marksOf, type Fields, type Mark } from './candidate-marks.ts'
import type { ExplainedCandidate } from './explanation.ts'

const TONES = { won: 'ok', outranked: 'off', lost: 'bad' } as const

type Props = {
  candidate: ExplainedCandidate
  fields: Fields
  /** In a list that is drawn in part: its place, and what measures it. */
  index?: number
  measure?: Ref<HTMLTableRowElement>
}

/** One candidate in two lines: what it is, and why it won or lost. */
export function CandidateRow({ candidate, fields, index, measure }: Props) {
  const t = useTranslations('tester')
  const { route, entry, rank, verdict, why } = candidate
  const failed = failedColumn(candidate)
  const marks = marksOf(candidate, fields)
  const won = verdict === 'won'
  const look = won ? (route === null ? 'bg-warn-soft' : 'bg-ok-soft') : 'hover:bg-hover'
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      className={clsx('group', look)}
    >
      <td className="border-b py-1 pr-2 pl-4 text-right align-top leading-5 text-muted tabular-nums group-last:border-b-0">
        {rank ?? <span title={t('notOnListener')}>–</span>}
      </td>
      <td className="max-w-0 min-w-40 border-b px-2 py-1 group-last:border-b-0">
        <span className="flex min-w-0 items-baseline gap-2">
          {route === null ? (
            <span className="shrink-0 font-medium">{t('hostEnds')}</span>
          ) : (
            <Link href={pb.routes.one(route)} className="shrink-0 truncate rounded-sm font-medium hover:text-accent-ink hover:underline">
              {route}
            </Link>
          )}
          {/* Hosts and paths say nothing of a stream. */}
          {fields.includes('host') && <span title={entry} className="min-w-0 truncate font-mono text-xs text-muted">{entry}</span>}
          {verdict !== 'lost' && (
            <StatusBadge tone={route === null ? 'warn' : TONES[verdict]} className="ml-auto shrink-0 self-center text-xs">
              {route === null ? t('verdict.ended') : t(`verdict.${verdict}`)}
            </StatusBadge>
          )}
        </span>
        <span className="flex min-w-0 items-baseline gap-2">
          {failed !== null && <StatusBadge tone="bad" className="shrink-0 text-xs @min-[560px]:hidden">{t(`field.${failed}`)}</StatusBadge>}
          <span className="min-w-0 text-xs leading-[18px] break-words text-muted">{why}</span>
        </span>
      </td>
      {fields.map((field, column) => (
        <td
          key={field}
          className={clsx(
            'border-b px-1.5 text-center align-middle group-last:border-b-0 last:pr-4 @max-[559px]:hidden',
            marks[column] === 'failed' && 'bg-bad-soft',
          )}
        >
          <MarkIcon mark={marks[column]!} />
        </td>
      ))}
    </tr>
  )
}

const MARKS: Record<Mark, { icon: typeof Check; className: string }> = {
  met: { icon: Check, className: 'text-ok' },
  failed: { icon: X, className: 'text-bad' },
  unknown: { icon: Minus, className: 'text-line-strong' },
}

function MarkIcon({ mark }: { mark: Mark }) {
  const t = useTranslations('tester')
  const { icon: Icon, className } = MARKS[mark]
  return (
    <span className={clsx('inline-flex', className)} title={t(`mark.${mark}`)}>
      <Icon size={14} aria-hidden strokeWidth={mark === 'failed' ? 2.75 : 2} />
      <span className="sr-only">{t(`mark.${mark}`)}</span>
    </span>
  )
}
