'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { Plus, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { toast } from 'sonner'
import { z } from 'zod'
import { useAccounts, useAccountWrite } from '#components/api/session.ts'
import type { Token } from '#components/api/types.ts'
import { ShownOnce } from '#components/account/shown-once.tsx'
import { SelectField } from '#components/form/choice-fields.tsx'
import { SmallForm } from '#components/form/small-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { Table, type Column } from '#components/ui/table.tsx'
import { Name } from '#lib/model/common.ts'

export function TokensPage() {
  const t = useTranslations('tokens')
  const roles = useTranslations('common.roles')
  const tokens = useAccounts('tokens', { limit: 1000 })
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<{ name: string; token: string }>()
  const [deleting, setDeleting] = useState<string>()
  const write = useAccountWrite('tokens')
  const columns: Column<Token>[] = [
    { id: 'name', header: t('name'), cell: (token) => <span className="font-medium">{token.name}</span> },
    { id: 'role', header: t('role'), cell: (token) => <Badge>{roles(token.role)}</Badge> },
    { id: 'by', header: t('createdBy'), hideBelow: 'sm', cell: (token) => token.createdBy },
    { id: 'created', header: t('created'), hideBelow: 'md', cell: (token) => <RelativeTime at={token.createdAt} /> },
    { id: 'used', header: t('lastUsed'), cell: (token) => (token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : <span className="text-muted">{t('never')}</span>) },
    { id: 'delete', header: <span className="sr-only">{t('actions')}</span>, width: '44px', align: 'end', cell: (token) => <IconButton size="sm" label={t('deleteWhat', { name: token.name })} onClick={() => setDeleting(token.name)}><Trash2 size={14} aria-hidden /></IconButton> },
  ]
  const create = <Button variant="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setMaking(true)}>{t('create')}</Button>
  const table = tokens.data && <Table label={t('title')} rows={tokens.data.items} rowKey={(token) => token.name} columns={columns} />
  const none = tokens.data?.items.length === 0
  return (
    <>
      <PageHeader title={t('title')} badge={tokens.data && <span className="text-muted tabular-nums">{tokens.data.total}</span>} actions={none ? undefined : create} />
      {tokens.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={3} /></div>
      ) : tokens.isError ? (
        <ErrorState title={t('failed')} message={tokens.error.message} onRetry={() => void tokens.refetch()} retrying={tokens.isFetching}>{table}</ErrorState>
      ) : none ? (
        <EmptyState title={t('noneTitle')} actions={create}>{t('noneText')}</EmptyState>
      ) : (
        table
      )}
      <CreateToken open={making} onOpenChange={setMaking} onCreated={setSecret} />
      <ShownOnce title={t('secretOf', { name: secret?.name ?? '' })} text={t('secretText')} label={t('token')} secret={secret?.token} onClose={() => setSecret(undefined)} />
      <ConfirmDialog
        open={deleting !== undefined}
        onOpenChange={(open) => !open && setDeleting(undefined)}
        title={t('deleteTitle', { name: deleting ?? '' })}
        effect={t('deleteEffect')}
        action={t('delete')}
        danger
        onConfirm={async () => {
          await write.mutateAsync({ method: 'DELETE', name: deleting! })
          toast.success(t('deleted', { name: deleting! }))
        }}
      />
    </>
  )
}

const NewToken = z.object({ name: Name, role: z.enum(['viewer', 'editor', 'admin']) })
type NewToken = z.infer<typeof NewToken>
const EMPTY: NewToken = { name: '', role: 'viewer' }

type CreateProps = { open: boolean; onOpenChange: (open: boolean) => void; onCreated: (secret: { name: string; token: string }) => void }

function CreateToken({ open, onOpenChange, onCreated }: CreateProps) {
  const t = useTranslations('tokens')
  const roles = useTranslations('common.roles')
  const form = useForm<NewToken>({ resolver: zodResolver(NewToken), defaultValues: EMPTY })
  const write = useAccountWrite<{ token: string }>('tokens')
  const close = (next: boolean) => {
    if (!next) form.reset(EMPTY)
    onOpenChange(next)
  }
  return (
    <SmallForm
      open={open}
      onOpenChange={close}
      title={t('create')}
      form={form}
      submitLabel={t('create')}
      onSubmit={async (values) => {
        const { token } = await write.mutateAsync({ method: 'POST', body: values })
        close(false)
        onCreated({ name: values.name, token })
      }}
    >
      <TextField name="name" label={t('name')} help={t('nameHelp')} placeholder="ci" />
      <SelectField name="role" label={t('role')} help={t('roleHelp')} options={(['viewer', 'editor', 'admin'] as const).map((role) => ({ value: role, label: roles(role) }))} />
    </SmallForm>
  )
}
