import type { ReactNode } from 'react'

type Props = { title: string; help?: ReactNode; children: ReactNode }

/** Fields that belong together inside a section or the additional settings. */
export function FieldGroup({ title, help, children }: Props) {
  return (
    <fieldset className="space-y-4 border-l-2 pl-4">
      <legend className="contents">
        <span className="block font-semibold">{title}</span>
      </legend>
      {help !== undefined && <p className="!mt-0 text-xs leading-4.5 text-muted">{help}</p>}
      {children}
    </fieldset>
  )
}

/** Two short fields beside each other where there is room. */
export const FieldRow = ({ children }: { children: ReactNode }) => <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
