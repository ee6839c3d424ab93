'use client'
import { useTranslations } from 'next-intl'
import { useId, type ReactNode } from 'react'
import { FormProvider, type FieldValues, type Path, type UseFormReturn } from 'react-hook-form'
import type { ApiError } from '#components/api/error.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

type Props<V extends FieldValues> = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  form: UseFormReturn<V>
  /** Rejects with an ApiError: its issues go to their fields, the rest above the buttons. */
  onSubmit: (values: V) => Promise<unknown>
  submitLabel: string
  children: ReactNode
}

/** A form of a few fields in a dialog: a user, a token, a service made on the way. */
export function SmallForm<V extends FieldValues>({ open, onOpenChange, title, form, onSubmit, submitLabel, children }: Props<V>) {
  const t = useTranslations('form')
  const id = useId()
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values)
    } catch (cause) {
      const error = cause as ApiError
      for (const issue of error.issues ?? []) form.setError(issue.path.join('.') as Path<V>, { message: issue.message })
      if ((error.issues ?? []).length === 0) form.setError('root.server' as Path<V>, { message: error.message })
    }
  })
  const root = form.formState.errors.root as { server?: { message?: string } } | undefined
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      size="sm"
      modalOnly
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('cancel')}</Button>
          <Button type="submit" form={id} variant="primary" busy={form.formState.isSubmitting}>{submitLabel}</Button>
        </>
      }
    >
      <FormProvider {...form}>
        <form
          id={id}
          noValidate
          className="space-y-4"
          onSubmit={(event) => {
            event.stopPropagation()
            void submit(event)
          }}
        >
          {children}
          {root?.server?.message !== undefined && <Callout tone="bad">{root.server.message}</Callout>}
        </form>
      </FormProvider>
    </Dialog>
  )
}
