'use client'
import { useTranslations } from 'next-intl'
import type { FilterType } from '#lib/model/filter.ts'

/** The word for a type of filter. */
export function useFilterNames(): (type: FilterType) => string {
  const t = useTranslations('filters')
  return (type) => t(`name.${type}`)
}
