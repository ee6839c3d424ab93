'use client'
import { useTranslations } from 'next-intl'
import { useId, type ReactNode, type Ref, type RefObject } from 'react'
import { FormProvider, type FieldValues, type Path, type UseFormReturn } from 'react-hook-form'
import type { ApiError } from '#components/api/error.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

type Props<V extends FieldValues> = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: string
  size?: 'sm' | 'md'
  form: UseFormReturn<V>
  /** Rejects with an ApiError: its issues go to their fields, the rest above the buttons. */
  onSubmit: (values: V) => Promise<unknown>
  /** The field that an issue of the answer is about, where its path is another; '' for the form as a whole. */
  toField?: (issue: ApiError['issues'][number], values: V) => string
  submitLabel: string
  /** Where typing begins, if not in the first field. */
  initialFocus?: RefObject<HTMLElement | null>
  formRef?: Ref<HTMLFormElement>
  children: ReactNode
}

/** A form of a few fields in a dialog: a user, a token, a service made on the way. */
export function SmallForm<V extends FieldValues>(props: Props<V>) {
  const { open, onOpenChange, title, description, size = 'sm', form, onSubmit, toField, submitLabel, initialFocus, formRef, children } = props
  const t = useTranslations('form')
  const id = useId()
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values)
    } catch (cause) {
      const error = cause as ApiError
      for (const issue of error.issues ?? []) {
        const field = toField?.(issue, values) ?? issue.path.join('.')
        form.setError((field || 'root.server') as Path<V>, { type: 'server', message: field ? issue.message : error.message })
      }
      if ((error.issues ?? []).length === 0) form.setError('root.server' as Path<V>, { message: error.message })
    }
  })
  const root = form.formState.errors.root as { server?: { message?: string } } | undefined
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      {...(description === undefined ? {} : { description })}
      {...(initialFocus ? { initialFocus } : {})}
      size={size}
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
          ref={formRef}
          noValidate
          className="space-y-4"
          onSubmit={(event) => {
            // A form behind this dialog must not be submitted with it.
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
