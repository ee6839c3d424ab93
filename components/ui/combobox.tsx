'use client'
import { Combobox as Base } from '@base-ui/react/combobox'
import { clsx } from 'clsx'
import { Check, ChevronDown, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState, type Ref } from 'react'

export type ComboboxItem = { value: string; label?: string; hint?: string }
type Row = ComboboxItem & { create?: boolean }

export type ComboboxProps = {
  value: string
  onChange: (value: string) => void
  items: readonly ComboboxItem[]
  id?: string
  label?: string
  placeholder?: string | undefined
  describedBy?: string | undefined
  invalid?: boolean
  loading?: boolean
  /** Called on every key, for searching on the server. */
  onSearch?: (text: string) => void
  /** Offers "Create …" as the last row; gets what was typed (may be empty). */
  onCreate?: (text: string) => void
  /** The word of that row: `(text) => 'Create service "shop"'`. */
  createLabel?: (text: string) => string
  /** A value that is not in the list may be typed. */
  free?: boolean
  clearable?: boolean
  mono?: boolean
  ref?: Ref<HTMLInputElement>
  onBlur?: () => void
}

const text = (row: Row) => row.label ?? row.value

/** Chooses one of many by typing. */
export function Combobox(props: ComboboxProps) {
  const { value, onChange, items, onSearch, onCreate, createLabel, free, clearable, mono } = props
  const t = useTranslations('ui')
  const current = items.find((item) => item.value === value) ?? (value === '' ? null : { value })
  const [typed, setTyped] = useState<string>()
  const query = typed ?? ''
  const rows: Row[] = [...items]
  if (current && !items.some((item) => item.value === current.value)) rows.unshift(current)
  if (onCreate) rows.push({ value: '\u0000create', label: createLabel?.(query.trim()) ?? t('create'), create: true })
  const matches = (row: Row) => row.create === true || query === '' || `${text(row)} ${row.hint ?? ''}`.toLowerCase().includes(query.toLowerCase())

  const choose = (row: Row | null) => {
    setTyped(undefined)
    if (row?.create) onCreate?.(query.trim())
    else onChange(row?.value ?? '')
  }
  return (
    <Base.Root
      items={rows}
      filteredItems={rows.filter(matches)}
      value={current}
      onValueChange={choose}
      itemToStringLabel={text}
      isItemEqualToValue={(a: Row, b: Row) => a.value === b.value}
      inputValue={typed ?? (current ? text(current) : '')}
      onInputValueChange={(next, details) => {
        if (details.reason !== 'input-change') return
        setTyped(next)
        onSearch?.(next)
        if (free) onChange(next)
        else if (next === '' && clearable) onChange('')
      }}
      onOpenChange={(open) => !open && setTyped(undefined)}
      autoHighlight={!free}
    >
      <Base.InputGroup className="relative">
        <Base.Input
          {...(props.ref ? { ref: props.ref } : {})}
          id={props.id}
          aria-label={props.label}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid || undefined}
          placeholder={props.placeholder}
          onBlur={props.onBlur}
          className={clsx('control pr-14', mono && 'font-mono text-xs')}
        />
        <span className="absolute inset-y-0 right-1.5 flex items-center text-muted">
          {clearable && value !== '' && (
            <button type="button" aria-label={t('clear')} onClick={() => choose(null)} className="flex size-6 items-center justify-center rounded-sm hover:text-ink">
              <X size={14} aria-hidden />
            </button>
          )}
          <Base.Trigger aria-label={t('showChoices')} className="flex size-6 items-center justify-center rounded-sm hover:text-ink">
            <ChevronDown size={14} aria-hidden />
          </Base.Trigger>
        </span>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="z-50">
          <Base.Popup className="popup max-h-[min(320px,var(--available-height))] w-[var(--anchor-width)] min-w-56 overflow-y-auto p-1">
            <Base.Empty><div className="px-2 py-1.5 text-faint empty:hidden">{props.loading ? t('loading') : t('noMatch')}</div></Base.Empty>
            <Base.List>
              {(row: Row) => (
                <Base.Item key={row.value} value={row} className={clsx('menu-item', row.create && 'border-t text-accent-ink first:border-t-0')}>
                  <span className="flex w-4 shrink-0 justify-center">
                    {row.create ? <Plus size={14} aria-hidden /> : <Base.ItemIndicator><Check size={14} aria-hidden className="text-accent-ink" /></Base.ItemIndicator>}
                  </span>
                  <span className={clsx('min-w-0 flex-1 truncate', mono && !row.create && 'font-mono text-xs')}>{text(row)}</span>
                  {row.hint !== undefined && <span className="max-w-1/2 truncate text-xs text-faint">{row.hint}</span>}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
