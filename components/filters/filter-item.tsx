'use client'
import { ChevronRight, CircleAlert, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { get, useFormContext, useWatch } from 'react-hook-form'
import { Filter, type FilterType } from '#lib/model/filter.ts'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { useFilterNames } from './filter-names.ts'
import { FILTER_PARTS } from './filter-parts.ts'
import { fromFilterRow, type FilterRow } from './filter-rows.ts'
import { useFilterSummary } from './use-filter-summary.ts'

type Props = {
  at: string
  type: FilterType
  /** Which one it is, where there are several of its type. */
  nth: number | undefined
  /** Just added: it is open, and its first field has the focus. */
  isNew: boolean
  onRemove: () => void
}

/** One filter: what it does in a line, and its fields when it is open. */
export function FilterItem({ at, type, nth, isNew, onRemove }: Props) {
  const t = useTranslations('filters')
  const nameOf = useFilterNames()
  const [open, setOpen] = useState(isNew)
  const body = useRef<HTMLDivElement>(null)
  const error = useFieldError(at)
  const isWrong = get(useFormContext().formState.errors, at) !== undefined
  const name = nth === undefined ? nameOf(type) : t('field.nth', { name: nameOf(type), nth })
  const Part = FILTER_PARTS[type]
  useEffect(() => {
    if (!isNew) return
    // The menu gives the focus back to its button once it is gone.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => body.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()))
    return () => cancelAnimationFrame(frame)
  }, [isNew])
  return (
    <li data-field={at} className="relative">
      <Diagnosed name={at}>
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="group/filter">
          <summary className="flex min-h-10 cursor-pointer list-none items-center gap-2 py-1.5 pr-10 pl-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
            <ChevronRight size={14} aria-hidden className="shrink-0 text-muted transition-transform duration-100 group-open/filter:rotate-90" />
            <span className="min-w-0 flex-1">
              <span className="font-medium">{name}</span>
              <span className="block truncate text-xs text-muted group-open/filter:whitespace-normal"><Summary at={at} type={type} /></span>
            </span>
            {isWrong && (
              <span className="flex shrink-0 items-center gap-1 text-xs text-bad"><CircleAlert size={12} aria-hidden />{t('field.wrong')}</span>
            )}
          </summary>
          <div ref={body} role="group" aria-label={name} className="space-y-4 border-t bg-canvas p-4">
            <p className="text-xs leading-4.5 text-muted">{t(`what.${type}`)}</p>
            {error !== undefined && <FieldMessage>{error}</FieldMessage>}
            <Part at={at} />
          </div>
        </details>
      </Diagnosed>
      <IconButton label={t('field.remove', { name })} size="sm" className="absolute top-2 right-2" onClick={onRemove}><X size={14} aria-hidden /></IconButton>
    </li>
  )
}

function Summary({ at, type }: Pick<Props, 'at' | 'type'>) {
  const t = useTranslations('filters')
  const summary = useFilterSummary()
  // While the list changes, another filter or none may stand at this place.
  const row = useWatch({ name: at }) as FilterRow | undefined
  const filter = row?.type === type ? Filter.safeParse(fromFilterRow(row)).data : undefined
  return filter === undefined ? t('field.incomplete') : summary(filter)
}
