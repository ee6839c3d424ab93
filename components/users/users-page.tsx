'use client'
import { Ellipsis, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { useAccounts, useAccountWrite, useSession } from '#components/api/session.ts'
import type { Role, User } from '#components/api/types.ts'
import { ShownOnce } from '#components/account/shown-once.tsx'
import { Badge, StatusBadge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Table, type Column } from '#components/ui/table.tsx'
import { InviteUser } from './invite-user.tsx'

type Asked = { user: User; what: 'delete' | 'disable' | 'enable' | 'reset' } | { user: User; what: 'role'; role: Role }
const ROLES: Role[] = ['admin', 'editor', 'viewer']

export function UsersPage() {
  const t = useTranslations('users')
  const roles = useTranslations('common.roles')
  const users = useAccounts('users', { limit: 1000 })
  const me = useSession().data?.user.name
  const [inviting, setInviting] = useState(false)
  const [asked, setAsked] = useState<Asked>()
  const [secret, setSecret] = useState<{ name: string; password: string }>()
  const write = useAccountWrite<{ password?: string }>('users')

  const menu = (user: User) => {
    const own = user.name === me ? t('notYourself') : undefined
    return (
      <Menu
        trigger={<IconButton size="sm" label={t('actionsOf', { name: user.name })}><Ellipsis size={14} aria-hidden /></IconButton>}
        entries={[
          { kind: 'heading', label: t('role') },
          ...ROLES.map((role) => ({ label: roles(role), checked: role === user.role, disabledReason: own, onSelect: () => role !== user.role && setAsked({ user, what: 'role' as const, role }) })),
          { kind: 'separator' },
          { label: t('reset'), disabledReason: own, onSelect: () => setAsked({ user, what: 'reset' }) },
          { label: user.disabled ? t('enable') : t('disable'), disabledReason: own, onSelect: () => setAsked({ user, what: user.disabled ? 'enable' : 'disable' }) },
          { label: t('delete'), danger: true, disabledReason: own, onSelect: () => setAsked({ user, what: 'delete' }) },
        ]}
      />
    )
  }
  const columns: Column<User>[] = [
    { id: 'name', header: t('name'), cell: (user) => <span className="font-medium">{user.name}</span> },
    { id: 'role', header: t('role'), cell: (user) => <Badge>{roles(user.role)}</Badge> },
    { id: 'state', header: t('state'), cell: (user) => (user.disabled ? <StatusBadge tone="off">{t('disabled')}</StatusBadge> : user.mustChangePassword ? <StatusBadge tone="waiting">{t('invited')}</StatusBadge> : <StatusBadge tone="ok">{t('active')}</StatusBadge>) },
    { id: 'seen', header: t('lastSignIn'), hideBelow: 'sm', cell: (user) => (user.lastSignInAt ? <RelativeTime at={user.lastSignInAt} /> : <span className="text-muted">{t('never')}</span>) },
    { id: 'created', header: t('created'), hideBelow: 'md', cell: (user) => <RelativeTime at={user.createdAt} /> },
    { id: 'menu', header: <span className="sr-only">{t('actions')}</span>, width: '44px', align: 'end', cell: menu },
  ]
  const confirm = async () => {
    if (!asked) return
    const { name } = asked.user
    if (asked.what === 'delete') await write.mutateAsync({ method: 'DELETE', name })
    else if (asked.what === 'role') await write.mutateAsync({ method: 'PATCH', name, body: { role: asked.role } })
    else if (asked.what === 'reset') {
      const { password } = await write.mutateAsync({ method: 'PATCH', name, body: { resetPassword: true } })
      if (password !== undefined) setSecret({ name, password })
    } else await write.mutateAsync({ method: 'PATCH', name, body: { disabled: asked.what === 'disable' } })
    if (asked.what !== 'reset') toast.success(t(`done.${asked.what}`, { name }))
  }
  const table = users.data && <Table label={t('title')} rows={users.data.items} rowKey={(user) => user.name} columns={columns} />
  return (
    <>
      <PageHeader
        title={t('title')}
        badge={users.data && <span className="text-muted tabular-nums">{users.data.total}</span>}
        actions={<Button variant="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setInviting(true)}>{t('invite')}</Button>}
      />
      {users.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={4} /></div>
      ) : users.isError ? (
        <ErrorState title={t('failed')} message={users.error.message} onRetry={() => void users.refetch()} retrying={users.isFetching}>{table}</ErrorState>
      ) : (
        table
      )}
      <InviteUser open={inviting} onOpenChange={setInviting} onInvited={setSecret} />
      <ShownOnce
        title={t('passwordOf', { name: secret?.name ?? '' })}
        text={t('passwordText')}
        label={t('password')}
        secret={secret?.password}
        onClose={() => setSecret(undefined)}
      />
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title={asked ? t(`ask.${asked.what}`, { name: asked.user.name, role: asked.what === 'role' ? roles(asked.role) : '' }) : ''}
        effect={asked ? t(`effect.${asked.what}`) : ''}
        action={asked ? t(asked.what === 'role' ? 'changeRole' : asked.what) : ''}
        danger={asked?.what === 'delete' || asked?.what === 'disable'}
        onConfirm={confirm}
      />
    </>
  )
}
