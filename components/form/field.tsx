'use client'
import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, type ReactNode } from 'react'
import { get, useFormContext, type FieldError } from 'react-hook-form'
import { useAfterPress } from './after-press.ts'

export type FieldProps = {
  name: string
  label: string
  /** One or two lines below the label: what it does, in which unit. */
  help?: ReactNode
  /** Says "optional" beside the label. */
  optional?: boolean
}

type Wiring = { id: string; describedBy: string | undefined; invalid: boolean }

/** The error that stands at a field, or at its root when it is a list. */
export function useFieldError(name: string): string | undefined {
  const { formState } = useFormContext()
  const error = get(formState.errors, name) as (FieldError & { root?: FieldError }) | undefined
  const message = error?.root?.message ?? error?.message
  return typeof message === 'string' ? message : undefined
}

type Props = FieldProps & { children: (wiring: Wiring) => ReactNode; group?: boolean }

/** Label, help, control, error: the frame of every field. `group` for controls that are several inputs. */
export function Field({ name, label, help, optional, children, group }: Props) {
  const t = useTranslations('form')
  const id = useId()
  const error = useFieldError(name)
  const helpId = `${id}-help`
  const errorId = `${id}-error`
  const describedBy = [help === undefined ? '' : helpId, error === undefined ? '' : errorId].filter(Boolean).join(' ') || undefined
  const Label = group ? 'div' : 'label'
  return (
    <div data-field={name} {...(group ? { role: 'group', 'aria-labelledby': `${id}-label`, 'aria-describedby': describedBy } : {})}>
      <Label id={`${id}-label`} {...(group ? {} : { htmlFor: id })} className="block w-fit font-medium">
        {label} {optional && <span className="font-normal text-faint">{t('optional')}</span>}
      </Label>
      {help !== undefined && <div id={helpId} className="mb-1 text-xs leading-4.5 text-muted">{help}</div>}
      <div className="mt-1">{children({ id, describedBy, invalid: error !== undefined })}</div>
      {error !== undefined && <FieldMessage id={errorId}>{error}</FieldMessage>}
    </div>
  )
}

export function FieldMessage({ id, children }: { id?: string; children: string }) {
  const isShown = useAfterPress()
  if (!isShown) return null
  return (
    <p id={id} className="mt-1 flex items-start gap-1 text-xs text-bad">
      <CircleAlert size={12} aria-hidden className="mt-0.5 shrink-0" />
      {children}
    </p>
  )
}
