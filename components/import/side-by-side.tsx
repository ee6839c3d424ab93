'use client'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { foldRows, sideRows, type SideLine, type SideRow } from './side-rows.ts'

type Props = { given: string; converted: string }

// More lines than anybody reads; the page stays quick.
const MOST_ROWS = 2_000

/** The text as given and as v1, beside each other, changed lines marked; one under the other where there is no room. */
export function SideBySide({ given, converted }: Props) {
  const t = useTranslations('import')
  const [whole, setWhole] = useState(false)
  const all = useMemo(() => sideRows(given, converted), [given, converted])
  const rows = whole ? all : foldRows(all)
  const shown = rows.slice(0, MOST_ROWS)
  return (
    <div className="@container">
      <div className="grid border-b bg-sunken text-xs font-medium text-muted @min-[640px]:grid-cols-2">
        <span className="px-4 py-1.5 @max-[639px]:hidden">{t('asGiven')}</span>
        <span className="flex items-center gap-2 py-0.5 pr-2 pl-4 @min-[640px]:border-l">
          <span className="flex-1"><span className="@max-[639px]:hidden">{t('asV1')}</span></span>
          <Button size="sm" variant="ghost" onClick={() => setWhole(!whole)}>{whole ? t('onlyChanges') : t('allLines')}</Button>
        </span>
      </div>
      <div role="region" aria-label={t('conversion')} tabIndex={0} className="max-h-[70vh] overflow-y-auto font-mono text-xs leading-5 -outline-offset-2">
        {shown.map((row, index) => <Row key={index} row={row} />)}
        {rows.length > shown.length && <p className="px-4 py-1 font-sans text-muted">{t('moreLines', { count: rows.length - shown.length })}</p>}
      </div>
    </div>
  )
}

function Row({ row }: { row: SideRow }) {
  const t = useTranslations('ui')
  if (row.kind === 'fold') return <div className="border-y bg-surface px-4 text-faint first:border-t-0 last:border-b-0">{t('unchangedLines', { count: row.count })}</div>
  const changed = row.kind === 'changed'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] @min-[640px]:grid-cols-2">
      <Side line={row.left} mark={changed ? 'removed' : undefined} className={row.left === null ? '@max-[639px]:hidden' : undefined} />
      <Side line={row.right} mark={changed ? 'added' : undefined} className={clsx('@min-[640px]:border-l', (!changed || row.right === null) && '@max-[639px]:hidden')} />
    </div>
  )
}

function Side({ line, mark, className }: { line: SideLine | null; mark: 'removed' | 'added' | undefined; className?: string | undefined }) {
  const t = useTranslations('ui')
  if (line === null) return <div className={clsx('bg-sunken', className)} />
  return (
    <div className={clsx('flex min-w-0 pr-2', mark === 'removed' && 'bg-bad-soft', mark === 'added' && 'bg-ok-soft', className)}>
      <span aria-hidden className="w-10 shrink-0 pr-2 text-right text-faint tabular-nums select-none">{line.number}</span>
      <span aria-hidden className={clsx('w-4 shrink-0 select-none', mark === 'removed' ? 'text-bad' : 'text-ok')}>{mark === 'removed' ? '−' : mark === 'added' ? '+' : ''}</span>
      {mark === 'removed' && <span className="sr-only">{t('removed')} </span>}
      {mark === 'added' && <span className="sr-only">{t('added')} </span>}
      <span className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-wrap">{line.text}</span>
    </div>
  )
}
