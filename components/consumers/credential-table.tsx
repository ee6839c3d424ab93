'use client'
import { Ellipsis, History, KeyRound, Power, RefreshCw, RectangleEllipsis, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { CredentialType } from '#lib/model/credential.ts'
import { pb } from '#components/api/path-builder.ts'
import { ObjectState } from '#components/shell/object-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Table } from '#components/ui/table.tsx'
import type { Credential } from './credentials-panel.tsx'

type Act = (credential: Credential) => void
type Props = { credentials: readonly Credential[]; readOnly: string | undefined; onReplace: Act; onToggle: Act; onDelete: Act }

/** The credentials of one consumer. What they are is never shown; what they are called and when they changed is. */
export function CredentialTable({ credentials, ...acts }: Props) {
  const t = useTranslations('consumers.credentials')
  return (
    <Table
      unframed
      label={t('title')}
      rows={credentials}
      rowKey={(credential) => credential.name}
      columns={[
        { id: 'name', header: t('name'), cell: ({ name }) => <Mono copy>{name}</Mono> },
        { id: 'type', header: t('type'), cell: ({ type }) => <TypeWord type={type} /> },
        { id: 'username', header: t('username'), hideBelow: 'sm', cell: ({ username }) => (username === undefined ? <span className="text-faint">–</span> : <Mono copy>{username}</Mono>) },
        { id: 'state', header: t('state'), hideBelow: 'sm', cell: ({ name, enabled }) => <ObjectState kind="credentials" name={name} enabled={enabled} /> },
        { id: 'changed', header: t('changed'), hideBelow: 'md', cell: ({ updatedAt }) => <span className="text-muted"><RelativeTime at={updatedAt} /></span> },
        { id: 'menu', header: <span className="sr-only">{t('actions')}</span>, width: '44px', align: 'end', cell: (credential) => <RowMenu credential={credential} {...acts} /> },
      ]}
    />
  )
}

function TypeWord({ type }: { type: CredentialType }) {
  const t = useTranslations('consumers.credentials')
  const Icon = type === 'basicAuth' ? RectangleEllipsis : KeyRound
  return <span className="inline-flex items-center gap-1.5"><Icon size={14} aria-hidden className="text-muted" />{t(`types.${type}`)}</span>
}

function RowMenu({ credential, readOnly, onReplace, onToggle, onDelete }: Omit<Props, 'credentials'> & { credential: Credential }) {
  const t = useTranslations('consumers.credentials')
  const router = useRouter()
  const { name, type, enabled } = credential
  return (
    <Menu
      trigger={<IconButton size="sm" label={t('actionsOf', { name })}><Ellipsis size={14} aria-hidden /></IconButton>}
      entries={[
        { label: t(`replace.${type}`), icon: <RefreshCw size={14} aria-hidden />, disabledReason: readOnly, onSelect: () => onReplace(credential) },
        { label: t(enabled ? 'disable' : 'enable'), icon: <Power size={14} aria-hidden />, disabledReason: readOnly, onSelect: () => onToggle(credential) },
        { label: t('history'), icon: <History size={14} aria-hidden />, onSelect: () => router.push(pb.history({ kind: 'credentials', name })) },
        { kind: 'separator' },
        { label: t('delete'), icon: <Trash2 size={14} aria-hidden />, danger: true, disabledReason: readOnly, onSelect: () => onDelete(credential) },
      ]}
    />
  )
}
