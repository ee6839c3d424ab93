'use client'
import { useId, type ReactNode } from 'react'

type Props = { title: string; help?: ReactNode; children: ReactNode }

/** Fields that belong together inside a section or the additional settings. */
export function FieldGroup({ title, help, children }: Props) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} className="space-y-4 border-t pt-4 first:border-t-0 first:pt-0">
      <div>
        <h3 id={id} className="text-base font-semibold">{title}</h3>
        {help !== undefined && <p className="text-xs leading-4.5 text-muted">{help}</p>}
      </div>
      {children}
    </div>
  )
}

/** Two short fields beside each other where there is room. Give both a help or neither, so that they stay level. */
export const FieldRow = ({ children }: { children: ReactNode }) => <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
