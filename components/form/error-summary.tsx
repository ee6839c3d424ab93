'use client'
import { useTranslations } from 'next-intl'
import { useFormContext, type FieldErrors } from 'react-hook-form'
import { Callout } from '#components/ui/callout.tsx'

type Found = { path: string; message: string }

/** All errors of a form, with the dotted path of each. */
export function flattenErrors(errors: FieldErrors | undefined, prefix = ''): Found[] {
  if (errors === undefined || errors === null || typeof errors !== 'object') return []
  const message: unknown = errors.message
  if (typeof message === 'string') return [{ path: prefix, message }]
  return Object.entries(errors).flatMap(([key, value]) => {
    if (key === 'ref' || key === 'type') return []
    return flattenErrors(value as FieldErrors, prefix === '' ? key : key === 'root' ? prefix : `${prefix}.${key}`)
  })
}

/** The element that shows a field, or the nearest list or group around it. */
export function fieldElement(path: string): HTMLElement | null {
  const parts = path.split('.')
  for (let length = parts.length; length > 0; length--) {
    const found = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(parts.slice(0, length).join('.'))}"]`)
    if (found) return found
  }
  return null
}

/** Opens what hides the field, scrolls to it and focuses its first control that is wrong, else its first one. */
export function revealField(path: string): void {
  const element = fieldElement(path)
  const wrong = element?.querySelector<HTMLElement>('[aria-invalid="true"]')
  const shown = wrong ?? element
  for (let details = shown?.closest('details'); details; details = details.parentElement?.closest('details')) details.open = true
  shown?.scrollIntoView({ block: 'center' })
  const control = wrong ?? element?.querySelector<HTMLElement>('input, textarea, button')
  control?.focus({ preventScroll: true })
}

/** Above the buttons: what no field on this form can show, and links to those that do. */
export function ErrorSummary() {
  const t = useTranslations('form')
  const { formState } = useFormContext()
  if (formState.submitCount === 0) return null
  const found = flattenErrors(formState.errors)
  if (found.length === 0) return null
  return (
    <Callout tone="bad" title={t('problems', { count: found.length })}>
      <ul className="mt-1 space-y-0.5">
        {found.map(({ path, message }) => (
          <li key={path}>
            {path.startsWith('root') ? (
              message
            ) : (
              <button type="button" onClick={() => revealField(path)} className="rounded-sm text-left underline decoration-line-strong underline-offset-2 hover:decoration-current">
                <code>{path}</code>: {message}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Callout>
  )
}
