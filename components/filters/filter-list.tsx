'use client'
import type { ReactNode } from 'react'
import type { Filter } from '#lib/model/filter.ts'
import { useFilterNames } from './filter-names.ts'
import { runningOrder } from './filter-rows.ts'
import { useFilterSummary } from './use-filter-summary.ts'

type Props = { filters: readonly Filter[]; /** Beside the n-th of them: whose it is. */ from?: (index: number) => ReactNode }

/** Filters in the order in which they run, each with a line that says what it does. */
export function FilterList({ filters, from }: Props) {
  const name = useFilterNames()
  const summary = useFilterSummary()
  return (
    <ol className="divide-y">
      {runningOrder(filters).map((index) => {
        const filter = filters[index]!
        return (
          <li key={index} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-1.5 first:pt-0 last:pb-0">
            <span className="w-44 shrink-0 font-medium">{name(filter.type)}</span>
            <span className="min-w-0 flex-1 basis-64 break-words">{summary(filter)}</span>
            {from && <span className="shrink-0 text-xs text-muted">{from(index)}</span>}
          </li>
        )
      })}
    </ol>
  )
}
