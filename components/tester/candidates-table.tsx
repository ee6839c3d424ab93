'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useRef } from 'react'
import { Input } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { filterCandidates, sortCandidates, type Fields } from './candidate-marks.ts'
import { CandidateRow } from './candidate-row.tsx'
import type { Explanation } from './explanation.ts'

const ROW_HEIGHT = 49
const VIRTUAL_FROM = 60
const HEAD = 'sticky top-0 z-10 border-b bg-sunken py-1.5 text-xs font-medium whitespace-nowrap text-muted'

type Props = { explanation: Explanation; fields: Fields; filter: string; onFilter: (text: string) => void }

/** Every route that could have taken the request, with the fields that it met and the first that it did not. */
export function CandidatesTable({ explanation: { candidates, candidatesTotal }, fields, filter, onFilter }: Props) {
  const t = useTranslations('tester')
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => filterCandidates(sortCandidates(candidates, fields), filter), [candidates, fields, filter])
  const virtual = rows.length > VIRTUAL_FROM
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })
  const items = virtualizer.getVirtualItems()
  const shown = virtual ? items.map(({ index }) => index) : rows.map((_, index) => index)
  const before = virtual ? (items[0]?.start ?? 0) : 0
  const after = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const span = fields.length + 2
  const cut = candidatesTotal > candidates.filter(({ rank }) => rank !== null).length
  return (
    <Panel
      title={
        <>
          {t('candidates')}
          <span className="ml-2 font-normal text-muted tabular-nums">{t('candidatesCount', { count: candidatesTotal })}</span>
        </>
      }
      actions={
        <span className="w-[min(220px,45%)]">
          <Input
            type="search"
            className="[&::-webkit-search-cancel-button]:hidden"
            data-list-search
            aria-label={t('filterCandidates')}
            placeholder={t('filterPlaceholder')}
            lead={<Search size={14} aria-hidden />}
            value={filter}
            onChange={(event) => onFilter(event.target.value)}
          />
        </span>
      }
      flush
    >
      {cut && <p className="border-b px-4 py-1.5 text-xs text-muted">{t('nearestOnly', { count: candidates.length })}</p>}
      {rows.length === 0 ? (
        <p className="px-4 py-3 text-muted">{candidates.length === 0 ? t('noCandidates') : t('noCandidateMatches')}</p>
      ) : (
        <div
          ref={scroller}
          className={virtual ? '@container max-h-[560px] overflow-auto' : '@container overflow-x-auto'}
          tabIndex={virtual ? 0 : undefined}
          role={virtual ? 'region' : undefined}
          aria-label={virtual ? t('candidates') : undefined}
        >
          <table
            aria-label={t('candidates')}
            aria-rowcount={virtual ? rows.length + 1 : undefined}
            className="w-full border-separate border-spacing-0 text-left"
          >
            <thead>
              <tr>
                <th
                  scope="col"
                  className={clsx(HEAD, 'pr-2 pl-4 text-right')}
                >
                  {t('rank')}
                </th>
                <th scope="col" className={clsx(HEAD, 'w-full px-2')}>
                  {t('candidate')}
                </th>
                {fields.map((field) => (
                  <th
                    key={field}
                    scope="col"
                    className={clsx(HEAD, 'px-1.5 text-center last:pr-4 @max-[559px]:hidden')}
                  >
                    {t(`field.${field}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {before > 0 && <tr aria-hidden><td colSpan={span} style={{ height: before }} /></tr>}
              {shown.map((index) => (
                <CandidateRow
                  key={`${rows[index]!.rank ?? 'elsewhere'} ${rows[index]!.route}`}
                  candidate={rows[index]!}
                  fields={fields}
                  {...(virtual ? { index, measure: virtualizer.measureElement } : {})}
                />
              ))}
              {after > 0 && <tr aria-hidden><td colSpan={span} style={{ height: after }} /></tr>}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
