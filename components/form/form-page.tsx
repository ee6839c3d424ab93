'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { FormProvider, type FieldValues, type UseFormReturn } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { TocContext, type TocEntry } from './section.tsx'

type Props<V extends FieldValues> = {
  form: UseFormReturn<V>
  label: string
  onSubmit: () => void
  /** The verb with its object: "Create route". */
  submitLabel: string
  onCancel: () => void
  busy?: boolean
  disabledReason?: string | undefined
  children: ReactNode
  /** Stays in view beside the fields: a live sentence, diagnostics. */
  aside?: ReactNode
}

const TOC_FROM = 4

/** One column of 640 px, a table of contents when long, the buttons always in reach. Ctrl/Cmd-S or Ctrl/Cmd-Enter submits. */
export function FormPage<V extends FieldValues>({ form, label, onSubmit, submitLabel, onCancel, busy, disabledReason, children, aside }: Props<V>) {
  const t = useTranslations('form')
  const [toc, setToc] = useState<TocEntry[]>([])
  const element = useRef<HTMLFormElement>(null)
  const registry = useMemo(
    () => ({
      add: (entry: TocEntry) => {
        setToc((entries) => [...entries.filter((other) => other.id !== entry.id), entry])
        return () => setToc((entries) => entries.filter((other) => other.id !== entry.id))
      },
    }),
    [],
  )
  useEffect(() => {
    const keydown = (event: KeyboardEvent) => {
      const wanted = (event.ctrlKey || event.metaKey) && (event.key === 's' || event.key === 'Enter')
      if (!wanted || document.querySelector('[role="dialog"][data-open]')) return
      event.preventDefault()
      // Some fields take what is typed when they are left: a tag, a value.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      element.current?.requestSubmit()
    }
    document.addEventListener('keydown', keydown)
    return () => document.removeEventListener('keydown', keydown)
  }, [])
  const open = (id: string) => {
    const target = document.getElementById(id)
    if (target instanceof HTMLDetailsElement) target.open = true
    target?.scrollIntoView({ block: 'start' })
  }
  return (
    <FormProvider {...form}>
      <div className="flex items-start gap-8">
        <form
          ref={element}
          aria-label={label}
          noValidate
          className="w-full max-w-[640px] min-w-0"
          onSubmit={(event) => {
            event.preventDefault()
            // A form in a dialog above this one bubbles here through the portal.
            if (event.target === event.currentTarget && !busy && disabledReason === undefined) onSubmit()
          }}
        >
          <TocContext value={registry}>{children}</TocContext>
          <div className="mt-2 lg:hidden">{aside}</div>
          <div className="sticky bottom-0 z-10 -mx-1 space-y-2 border-t bg-canvas px-1 py-3 max-md:bottom-14">
            <ErrorSummary />
            <div className="flex items-center gap-2">
              <Button type="submit" variant="primary" busy={busy ?? false} disabledReason={disabledReason}>{submitLabel}</Button>
              <Button onClick={onCancel}>{t('cancel')}</Button>
              {form.formState.isDirty && <span className="text-xs text-muted">{t('unsaved')}</span>}
            </div>
          </div>
        </form>
        <aside className="sticky top-16 hidden min-w-0 flex-1 space-y-4 lg:block">
          {toc.length >= TOC_FROM && (
            <nav aria-label={t('contents')} className="border-l pl-3">
              <ul className="space-y-0.5">
                {toc.map((entry) => (
                  <li key={entry.id}>
                    <button type="button" onClick={() => open(entry.id)} className="rounded-sm text-left text-muted hover:text-ink">{entry.title}</button>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          {aside}
        </aside>
      </div>
    </FormProvider>
  )
}
