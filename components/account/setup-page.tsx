'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { z } from 'zod'
import type { ApiError } from '#components/api/error.ts'
import { pb } from '#components/api/path-builder.ts'
import { useClient } from '#components/api/provider.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { NewPassword, PASSWORD_LENGTH } from './password-rule.ts'

const Setup = z.object({ token: z.string().trim().min(1), username: z.string().trim().min(1), password: NewPassword })
type Setup = z.infer<typeof Setup>

/** The first admin. The one-time token comes in the link's fragment, which no server or proxy ever sees. */
export function SetupPage() {
  const t = useTranslations('account')
  const client = useClient()
  const form = useForm<Setup>({ resolver: zodResolver(Setup), defaultValues: { token: '', username: 'admin', password: '' } })
  const setup = useMutation<unknown, ApiError, Setup>({
    mutationFn: (body) => client.send('POST', '/setup', { body, gate: false }),
    onSuccess: () => window.location.assign(pb.overview()),
    onError: (error) => {
      for (const issue of error.issues) form.setError(issue.path[0] as keyof Setup, { message: issue.message })
    },
  })
  useEffect(() => {
    // Also while the page is open: the printed link may be pasted into this very tab.
    const takeToken = () => {
      const fragment = window.location.hash.slice(1)
      const token = new URLSearchParams(fragment).get('token') ?? fragment
      if (token === '') return
      form.setValue('token', token, { shouldValidate: form.formState.isSubmitted })
      window.history.replaceState(null, '', window.location.pathname)
    }
    takeToken()
    window.addEventListener('hashchange', takeToken)
    return () => window.removeEventListener('hashchange', takeToken)
  }, [form])
  const gone = setup.error?.code === 'GONE'
  return (
    <EntryFrame title={t('setupTitle')} text={t('setupText')}>
      {gone ? (
        <Callout tone="neutral" title={t('setupDone')} actions={<Link href={pb.signIn()} className={buttonClass('secondary', 'sm')}>{t('signIn')}</Link>} />
      ) : (
        <FormProvider {...form}>
          <form aria-label={t('setupTitle')} noValidate className="space-y-4" onSubmit={form.handleSubmit((values) => setup.mutate(values))}>
            <TextField name="token" label={t('token')} help={t('tokenHelp')} mono />
            <TextField name="username" label={t('username')} autoComplete="username" />
            <TextField name="password" label={t('password')} help={t('passwordHelp', { length: PASSWORD_LENGTH })} type="password" autoComplete="new-password" />
            {setup.isError && setup.error.issues.length === 0 && <Callout tone="bad">{setup.error.message}</Callout>}
            <Button type="submit" variant="primary" busy={setup.isPending} className="w-full">{t('createAdmin')}</Button>
          </form>
        </FormProvider>
      )}
    </EntryFrame>
  )
}
