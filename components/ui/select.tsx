'use client'
import { Select as Base } from '@base-ui/react/select'
import { clsx } from 'clsx'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode, Ref } from 'react'

export type Option<V extends string = string> = { value: V; label: ReactNode; hint?: ReactNode }

export type SelectProps<V extends string> = {
  value: V
  onChange: (value: V) => void
  options: readonly Option<V>[]
  id?: string
  label?: string
  describedBy?: string | undefined
  invalid?: boolean
  disabled?: boolean
  ref?: Ref<HTMLButtonElement>
  onBlur?: () => void
  className?: string
}

/** One of a few. For more than a dozen use Combobox. */
export function Select<V extends string>({ value, onChange, options, id, label, describedBy, invalid, disabled, ref, onBlur, className }: SelectProps<V>) {
  return (
    <Base.Root items={options as Option<V>[]} value={value} onValueChange={(next) => next !== null && onChange(next)} disabled={disabled ?? false}>
      <Base.Trigger
        {...(ref ? { ref } : {})}
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onBlur={onBlur}
        className={clsx('control flex items-center justify-between gap-2 text-left data-disabled:bg-sunken data-disabled:text-muted', className)}
      >
        <span className="min-w-0 truncate"><Base.Value /></span>
        <Base.Icon><ChevronDown size={14} aria-hidden className="text-muted" /></Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="popup max-h-[min(360px,var(--available-height))] min-w-[var(--anchor-width)] overflow-y-auto p-1">
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="menu-item">
                  <span className="flex w-4 justify-center"><Base.ItemIndicator><Check size={14} aria-hidden className="text-accent-ink" /></Base.ItemIndicator></span>
                  <span className="min-w-0">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.hint !== undefined && <span className="block text-xs text-faint">{option.hint}</span>}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
