import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

export type InputProps = ComponentProps<'input'> & { invalid?: boolean; mono?: boolean; unit?: ReactNode; lead?: ReactNode }

/** A one-line field; `unit` stands inside at the end ("ms"), `lead` at the start (a search icon). */
export function Input({ invalid, mono, unit, lead, className, ...rest }: InputProps) {
  const input = (
    <input
      autoComplete="off"
      spellCheck={false}
      {...rest}
      aria-invalid={invalid || undefined}
      className={clsx('control', mono && 'font-mono text-xs', lead !== undefined && 'pl-8', unit !== undefined && 'pr-16', className)}
    />
  )
  if (unit === undefined && lead === undefined) return input
  return (
    <span className="relative block w-full">
      {lead !== undefined && <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted">{lead}</span>}
      {input}
      {unit !== undefined && <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-xs text-muted">{unit}</span>}
    </span>
  )
}

export type TextareaProps = ComponentProps<'textarea'> & { invalid?: boolean; mono?: boolean }

export function Textarea({ invalid, mono, className, ...rest }: TextareaProps) {
  return (
    <textarea
      spellCheck={false}
      {...rest}
      aria-invalid={invalid || undefined}
      className={clsx('control h-auto min-h-20 py-1.5', mono && 'font-mono text-xs leading-5', className)}
    />
  )
}
