'use client'
import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check, Minus } from 'lucide-react'

type Props = { checked: boolean; onChange: (checked: boolean) => void; indeterminate?: boolean; id?: string; label?: string; disabled?: boolean }

export function Checkbox({ checked, onChange, indeterminate, id, label, disabled }: Props) {
  return (
    <Base.Root
      checked={checked}
      indeterminate={indeterminate ?? false}
      onCheckedChange={onChange}
      id={id}
      aria-label={label}
      disabled={disabled ?? false}
      className="flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent"
    >
      <Base.Indicator className="flex text-on-accent">
        {indeterminate ? <Minus size={12} strokeWidth={3} aria-hidden /> : <Check size={12} strokeWidth={3} aria-hidden />}
      </Base.Indicator>
    </Base.Root>
  )
}
