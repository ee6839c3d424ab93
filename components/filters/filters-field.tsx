'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFieldArray } from 'react-hook-form'
import type { FilterType } from '#lib/model/filter.ts'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { AddFilter } from './add-filter.tsx'
import { FilterItem } from './filter-item.tsx'
import { runningOrder, type FilterRow } from './filter-rows.ts'
import { newFilterRow } from './new-filter.ts'

/** The form's values as far as this field knows them. */
type Values = Record<string, FilterRow[]>

/**
 * A list of filters as rows that open, in the order in which they run. Its value is what `toFilterRows` makes and
 * `fromFilterRows` takes; `filterField` says where an issue stands.
 */
export function FiltersField({ name, refuses }: { name: string; /** Why a type cannot stand here. */ refuses?: (type: FilterType) => string | undefined }) {
  const t = useTranslations('filters.field')
  const { fields, append, remove } = useFieldArray<Values, string>({ name })
  const error = useFieldError(name)
  const [opened, setOpened] = useState<string>()
  const add = (type: FilterType) => {
    setOpened(type)
    append(newFilterRow(type), { shouldFocus: false })
  }
  const order = runningOrder(fields)
  /** Which one it is of several of its type. */
  const nth = (index: number) => {
    const alike = order.filter((other) => fields[other]!.type === fields[index]!.type)
    return alike.length > 1 ? alike.indexOf(index) + 1 : undefined
  }
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
                type={fields[index]!.type}
                nth={nth(index)}
                isNew={opened === fields[index]!.type && index === fields.length - 1}
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
      <AddFilter rows={fields} onAdd={add} {...(refuses ? { refuses } : {})} />
    </div>
  )
}
