'use client'
import { Switch as Base } from '@base-ui/react/switch'

type Props = { checked: boolean; onChange: (checked: boolean) => void; id?: string; label?: string; describedBy?: string | undefined; disabled?: boolean }

export function Switch({ checked, onChange, id, label, describedBy, disabled }: Props) {
  return (
    <Base.Root
      checked={checked}
      onCheckedChange={onChange}
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      disabled={disabled ?? false}
      className="relative flex h-5 w-9 shrink-0 items-center rounded-full border border-control bg-sunken p-0.5 transition-colors duration-100 data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-control transition-transform duration-100 data-checked:translate-x-4 data-checked:bg-on-accent" />
    </Base.Root>
  )
}
