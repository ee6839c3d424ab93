'use client'
import { CircleUser } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useSession, useSignOut } from '#components/api/session.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'

export function AccountMenu() {
  const t = useTranslations('shell')
  const roles = useTranslations('common.roles')
  const router = useRouter()
  const session = useSession()
  const signOut = useSignOut()
  const user = session.data?.user
  // A full load: nothing of one user's cache may be left for the next.
  const leave = (everywhere: boolean) => signOut.mutate({ everywhere }, { onSuccess: () => window.location.assign(pb.signIn()) })
  return (
    <Menu
      trigger={<IconButton label={t('account')}><CircleUser size={16} aria-hidden /></IconButton>}
      header={
        user && (
          <div className="border-b px-2 pt-1 pb-2">
            <div className="truncate font-medium">{user.name}</div>
            <div className="text-xs text-muted">{roles(user.role)}</div>
          </div>
        )
      }
      entries={[
        { label: t('changePassword'), onSelect: () => router.push(pb.account()) },
        { kind: 'separator' },
        { label: t('signOut'), onSelect: () => leave(false) },
        { label: t('signOutEverywhere'), onSelect: () => leave(true) },
      ]}
    />
  )
}
