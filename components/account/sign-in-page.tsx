'use client'
import { useTranslations } from 'next-intl'
import { useSearchParams } from 'next/navigation'
import { SetupRedirect } from '#components/shell/session-guard.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { safeNext } from './safe-next.ts'
import { SignInForm } from './sign-in-form.tsx'

export function SignInPage() {
  const t = useTranslations('account')
  const next = safeNext(useSearchParams().get('next'))
  return (
    <EntryFrame title={t('signIn')} text={t('signInText')}>
      <SetupRedirect />
      {/* A full load, so that nothing known about the last user stays. */}
      <SignInForm onSignedIn={() => window.location.assign(next)} />
    </EntryFrame>
  )
}
