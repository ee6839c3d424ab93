'use client'
import { useTranslations } from 'next-intl'
import type { Filter } from '#lib/model/filter.ts'
import { summaryValues } from './summary-values.ts'

/** What one line says of a filter: "10 requests per second by client address, burst 50". */
export function useFilterSummary(): (filter: Filter) => string {
  const t = useTranslations('filters')
  return (filter) => t(`summary.${filter.type}`, summaryValues(filter))
}
