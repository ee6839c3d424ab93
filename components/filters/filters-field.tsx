'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFieldArray, useWatch } from 'react-hook-form'
import type { FilterType } from '#lib/model/filter.ts'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { AddFilter } from './add-filter.tsx'
import { runningOrder, type FilterRow } from './filter-rows.ts'
import { FilterItem } from './filter-item.tsx'
import { newFilterRow } from './new-filter.ts'

/** The form's values as far as this field knows them. */
type Values = Record<string, FilterRow[]>

/**
 * A list of filters as rows that open, in the order in which they run. Its value is what `toFilterRows` makes and
 * `fromFilterRows` takes; `filterField` says where an issue stands.
 */
export function FiltersField({ name }: { name: string }) {
  const t = useTranslations('filters.field')
  const { fields, append, remove } = useFieldArray<Values, string>({ name })
  const rows = (useWatch({ name }) as FilterRow[] | undefined) ?? []
  const error = useFieldError(name)
  const [opened, setOpened] = useState<string>()
  const add = (type: FilterType) => {
    setOpened(type)
    append(newFilterRow(type), { shouldFocus: false })
  }
  // Between a change of the list and the next drawing, the two may differ in length.
  const order = runningOrder(rows).filter((index) => fields[index] !== undefined)
  return (
    <div data-field={name} role="group" aria-label={t('label')} className="space-y-2">
      {order.length > 0 && (
        <>
          <p className="text-xs leading-4.5 text-muted">{t('order')}</p>
          <ol className="divide-y overflow-hidden rounded-md border bg-surface">
            {order.map((index) => (
              <FilterItem
                key={fields[index]!.id}
                at={`${name}.${index}`}
                row={rows[index]!}
                isNew={opened === rows[index]!.type && index === rows.length - 1}
                onRemove={() => {
                  setOpened(undefined)
                  remove(index)
                }}
              />
            ))}
          </ol>
        </>
      )}
      {order.length === 0 && <p className="text-muted">{t('none')}</p>}
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
      <AddFilter rows={rows} onAdd={add} />
    </div>
  )
}
