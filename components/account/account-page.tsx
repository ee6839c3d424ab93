'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { FormProvider, useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { useQueryClient } from '@tanstack/react-query'
import type { ApiError } from '#components/api/error.ts'
import { pb } from '#components/api/path-builder.ts'
import { useClient } from '#components/api/provider.tsx'
import { keys } from '#components/api/query-keys.ts'
import { useSession, useSignOut } from '#components/api/session.ts'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { PageHeader, Panel } from '#components/ui/page-header.tsx'
import { NewPassword, PASSWORD_LENGTH } from './password-rule.ts'

export function AccountPage() {
  const t = useTranslations('account')
  const roles = useTranslations('common.roles')
  const signOut = useSignOut()
  const user = useSession().data?.user
  if (!user) return null
  return (
    <div className="max-w-[640px] space-y-4">
      <PageHeader title={t('title')} />
      {user.mustChangePassword && <Callout tone="warn" title={t('mustChange')}>{t('mustChangeText')}</Callout>}
      <Panel><KeyValues items={[{ label: t('username'), value: user.name }, { label: t('role'), value: roles(user.role) }]} /></Panel>
      <Panel title={t('changePassword')}><PasswordForm username={user.name} /></Panel>
      <Panel title={t('sessions')}>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span className="text-muted">{t('sessionsText')}</span>
          <Button busy={signOut.isPending} onClick={() => signOut.mutate({ everywhere: true }, { onSuccess: () => window.location.assign(pb.signIn()) })}>{t('signOutEverywhere')}</Button>
        </div>
      </Panel>
    </div>
  )
}

const Change = z.object({ current: z.string().min(1), next: NewPassword })
type Change = z.infer<typeof Change>
const EMPTY: Change = { current: '', next: '' }

function PasswordForm({ username }: { username: string }) {
  const t = useTranslations('account')
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm<Change>({ resolver: zodResolver(Change), defaultValues: EMPTY })
  const change = useMutation<unknown, ApiError, Change>({
    // A wrong current password must not look like an expired session.
    mutationFn: (body) => client.send('POST', '/session/password', { body, gate: false }),
    onSuccess: async () => {
      form.reset(EMPTY)
      toast.success(t('changed'))
      await queryClient.invalidateQueries({ queryKey: keys.session() })
    },
    onError: (error) => {
      for (const issue of error.issues) form.setError(issue.path[0] as keyof Change, { message: issue.message })
    },
  })
  return (
    <FormProvider {...form}>
      <form aria-label={t('changePassword')} noValidate className="space-y-4" onSubmit={form.handleSubmit((values) => change.mutate(values))}>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <TextField name="current" label={t('current')} type="password" autoComplete="current-password" />
        <TextField name="next" label={t('next')} help={t('passwordHelp', { length: PASSWORD_LENGTH })} type="password" autoComplete="new-password" />
        {change.isError && change.error.issues.length === 0 && <Callout tone="bad">{change.error.message}</Callout>}
        <Button type="submit" variant="primary" busy={change.isPending}>{t('changePassword')}</Button>
      </form>
    </FormProvider>
  )
}
