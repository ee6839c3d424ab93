'use client'
import { useId, type ReactNode } from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'

type Props = { checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean; children: ReactNode }

/** Something that one has to agree to before a write. */
export function Tick({ checked, onChange, disabled, children }: Props) {
  const id = useId()
  return (
    <label htmlFor={id} className="flex min-h-6 items-start gap-2 font-medium">
      <span className="mt-0.5"><Checkbox id={id} checked={checked} onChange={onChange} disabled={disabled ?? false} /></span>
      <span className="min-w-0">{children}</span>
    </label>
  )
}
