'use client'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { createContext, use, type ReactNode } from 'react'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { useDiagnosticText } from '#components/messages/diagnostic-text.ts'

/** The diagnostics of the object on the form, as the last dry run saw it. */
export const FormDiagnostics = createContext<readonly Diagnostic[]>([])

export const diagnosticsOf = (items: readonly Diagnostic[] | undefined, kind: string, name: string) =>
  (items ?? []).filter((item) => item.source.kind === kind && item.source.name === name)

const isAt = (field: string | undefined, name: string) => field !== undefined && (field === name || field.startsWith(`${name}.`))

const LOOK = { error: [CircleAlert, 'text-bad'], warning: [TriangleAlert, 'text-warn'] } as const

/** A field with what the dry run says of it below. */
export function Diagnosed({ name, children }: { name: string; children: ReactNode }) {
  const text = useDiagnosticText()
  const found = use(FormDiagnostics).filter((item) => isAt(item.field, name))
  return (
    <div>
      {children}
      <div aria-live="polite">
        {found.map((item) => {
          const [Icon, colour] = LOOK[item.severity]
          return (
            <p key={`${item.field} ${item.code}`} className={`mt-1 flex items-start gap-1 text-xs ${colour}`}>
              <Icon size={12} aria-hidden className="mt-0.5 shrink-0" />
              <span className="min-w-0 break-words">{text(item)}</span>
            </p>
          )
        })}
      </div>
    </div>
  )
}
