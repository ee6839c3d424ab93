'use client'
import { clsx } from 'clsx'
import { Ban, Check, CircleHelp, CornerDownLeft, PenLine, type LucideIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { Panel } from '#components/ui/page-header.tsx'
import type { ExplainedFilter, FilterVerdict } from './explanation.ts'

const LOOKS: Record<FilterVerdict, { icon: LucideIcon; className: string }> = {
  passes: { icon: Check, className: 'text-ok' },
  changes: { icon: PenLine, className: 'text-accent-ink' },
  depends: { icon: CircleHelp, className: 'text-warn' },
  answers: { icon: CornerDownLeft, className: 'text-bad' },
  skipped: { icon: Ban, className: 'text-faint' },
}

/** Those whose answer is what they are there for. */
const MEANT: readonly ExplainedFilter['type'][] = ['cors', 'redirect', 'respond']

/** What each filter of the route does with the request, in the order in which they run. */
export function FilterSteps({ filters }: { filters: readonly ExplainedFilter[] }) {
  const t = useTranslations('tester.filters')
  return (
    <Panel title={t('title')} actions={<span className="text-xs text-muted">{t('count', { count: filters.length })}</span>} flush>
      <ol aria-label={t('title')} className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-3">
        {filters.map((filter, index) => <FilterStep key={index} filter={filter} />)}
      </ol>
    </Panel>
  )
}

function FilterStep({ filter: { type, template, verdict, why, may } }: { filter: ExplainedFilter }) {
  const t = useTranslations('tester.filters')
  const names = useTranslations('filters.name')
  const { icon: Icon, className: colour } = LOOKS[verdict]
  const isMeant = MEANT.includes(type)
  const className = verdict === 'answers' && isMeant ? 'text-accent-ink' : colour
  return (
    <li
      className={clsx(
        'col-span-3 grid grid-cols-subgrid items-baseline px-4 py-1.5 [&:not(:first-child)]:border-t',
        verdict === 'answers' && (isMeant ? 'bg-accent-soft' : 'bg-bad-soft'),
        verdict === 'skipped' && 'text-muted',
      )}
    >
      <Icon size={14} aria-hidden className={clsx('translate-y-0.5', className)} />
      <span className="min-w-0 break-words">
        <span className={clsx('font-medium', verdict === 'skipped' && 'font-normal')}>{names(type)}</span>
        {template !== null && (
          <>
            {' '}
            <Link href={pb.templates.one(template)} className="rounded-sm text-xs text-muted hover:text-accent-ink hover:underline">
              {t('ofTemplate', { name: template })}
            </Link>
          </>
        )}
        <span className="block text-xs leading-5 text-muted">
          {why}
          {may !== undefined && may.length > 1 && <> · {t('may', { statuses: may.join(', ') })}</>}
        </span>
      </span>
      <span className={clsx('text-xs whitespace-nowrap', className)}>{t(`verdict.${verdict}`)}</span>
    </li>
  )
}
