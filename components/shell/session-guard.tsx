'use client'
import { usePathname, useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { pb } from '#components/api/path-builder.ts'
import { useApi } from '#components/api/provider.tsx'
import { useSession, useSetupNeeded } from '#components/api/session.ts'
import type { ApiError } from '#components/api/error.ts'
import { SignInForm } from '#components/account/sign-in-form.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'

/** Nobody signed in: to the sign-in page and back. A session that ends later asks in place. */
export function SessionGuard({ children }: { children: ReactNode }) {
  const t = useTranslations('account')
  const router = useRouter()
  const pathname = usePathname()
  const session = useSession()
  const nobody = session.data === null
  const [wasSignedIn, setWasSignedIn] = useState(false)
  if (session.data && !wasSignedIn) setWasSignedIn(true)

  useEffect(() => {
    if (nobody && !wasSignedIn) router.replace(pb.signIn({ next: pathname + window.location.search }))
  }, [nobody, wasSignedIn, router, pathname])
  useEffect(() => {
    if (session.data?.user.mustChangePassword && pathname !== pb.account()) router.replace(pb.account())
  }, [session.data, pathname, router])

  if (session.isError && !session.data) {
    const error = session.error as ApiError
    return <div className="mx-auto max-w-xl p-8"><ErrorState title={t('unreachable')} message={error.message} code={error.code} onRetry={() => void session.refetch()} retrying={session.isFetching} /></div>
  }
  if (!session.data && !wasSignedIn) return <title>Sluice</title>
  return (
    <>
      {children}
      <SignInDialog />
    </>
  )
}

/** Over whatever one was doing; the calls that met the expired session go on afterwards. */
function SignInDialog() {
  const t = useTranslations('account')
  const { gate } = useApi()
  const open = useSyncExternalStore(gate.subscribe, gate.isOpen, () => false)
  return (
    <Dialog open={open} onOpenChange={(next) => !next && gate.answer(false)} title={t('expired')} description={t('expiredText')} size="sm" modalOnly>
      <SignInForm onSignedIn={() => gate.answer(true)} />
    </Dialog>
  )
}

/** On the sign-in page: before the first admin exists there is nobody who could sign in. */
export function SetupRedirect() {
  const router = useRouter()
  const setup = useSetupNeeded()
  const needed = setup.data?.needed === true
  useEffect(() => {
    if (needed) router.replace(pb.setup())
  }, [needed, router])
  return null
}
