'use client'
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { FilterType } from '#lib/model/filter.ts'
import { Button } from '#components/ui/button.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { useFilterNames } from './filter-names.ts'
import type { FilterRow } from './filter-rows.ts'
import { FILTER_GROUPS, isTaken, type FilterGroup } from './filter-groups.ts'

type Props = { rows: readonly Pick<FilterRow, 'type'>[]; onAdd: (type: FilterType) => void; refuses?: (type: FilterType) => string | undefined }

/** Every type of filter by what it does, each with a line about it. */
export function AddFilter({ rows, onAdd, refuses }: Props) {
  const t = useTranslations('filters')
  const nameOf = useFilterNames()
  const entries = (Object.keys(FILTER_GROUPS) as FilterGroup[]).flatMap((group): MenuEntry[] => [
    { kind: 'heading', label: t(`group.${group}`) },
    ...FILTER_GROUPS[group].map((type): MenuEntry => ({
      label: nameOf(type),
      hint: t(`what.${type}`),
      disabledReason: refuses?.(type) ?? (isTaken(type, rows) ? t('field.taken') : undefined),
      onSelect: () => onAdd(type),
    })),
  ])
  return <Menu align="start" wide trigger={<Button size="sm" icon={<Plus size={12} aria-hidden />}>{t('field.add')}</Button>} entries={entries} />
}
