'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useTranslations } from 'next-intl'
import { FormProvider, useForm } from 'react-hook-form'
import { z } from 'zod'
import { useSignIn } from '#components/api/session.ts'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'

const SignIn = z.object({ username: z.string().trim().min(1), password: z.string().min(1) })
type SignIn = z.infer<typeof SignIn>

export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useTranslations('account')
  const form = useForm<SignIn>({ resolver: zodResolver(SignIn), defaultValues: { username: '', password: '' } })
  const signIn = useSignIn()
  return (
    <FormProvider {...form}>
      <form
        aria-label={t('signIn')}
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.stopPropagation()
          void form.handleSubmit((values) => signIn.mutate(values, { onSuccess: onSignedIn }))(event)
        }}
      >
        <TextField name="username" label={t('username')} autoComplete="username" />
        <TextField name="password" label={t('password')} type="password" autoComplete="current-password" />
        {signIn.isError && <Callout tone="bad">{signIn.error.message}</Callout>}
        <Button type="submit" variant="primary" busy={signIn.isPending} className="w-full">{t('signIn')}</Button>
      </form>
    </FormProvider>
  )
}
