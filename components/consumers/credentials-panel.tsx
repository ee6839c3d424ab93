'use client'
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { ShownOnce } from '#components/account/shown-once.tsx'
import { DeleteDialog } from '#components/shell/delete-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { AddCredential } from './add-credential.tsx'
import { CredentialTable } from './credential-table.tsx'
import { ReplaceSecret } from './replace-secret.tsx'
import { ToggleCredential } from './toggle-credential.tsx'
import type { MadeSecret } from './made-secret.ts'

export type Credential = ApiObject<'credentials'>
type Doing = { what: 'add' } | { what: 'replace' | 'toggle' | 'delete'; credential: Credential }

const SHOWN = 1000

/** How a consumer shows who they are: passwords and keys, added, replaced and taken away here. */
export function CredentialsPanel({ consumer }: { consumer: string }) {
  const t = useTranslations('consumers.credentials')
  const readOnly = useReadOnly('credentials')
  const list = useList('credentials', { q: `consumer:"${consumer}"`, limit: SHOWN })
  const [doing, setDoing] = useState<Doing>()
  const [made, setMade] = useState<MadeSecret>()
  const done = () => setDoing(undefined)
  const items = list.data?.items
  const isPassword = made?.type === 'basicAuth'
  const add = <Button size="sm" icon={<Plus size={14} aria-hidden />} disabledReason={readOnly} onClick={() => setDoing({ what: 'add' })}>{t('add')}</Button>
  return (
    <Panel title={t('title')} actions={add} flush={items !== undefined && items.length > 0}>
      {list.isPending && <div role="status" aria-label={t('loading')}><SkeletonRows rows={2} /></div>}
      {list.isError && <ErrorState title={t('failed')} message={list.error.message} onRetry={() => void list.refetch()} retrying={list.isFetching} />}
      {items?.length === 0 && <p className="max-w-[560px] text-muted">{t('none')}</p>}
      {items !== undefined && items.length > 0 && (
        <CredentialTable
          credentials={items}
          readOnly={readOnly}
          onReplace={(credential) => setDoing({ what: 'replace', credential })}
          onToggle={(credential) => setDoing({ what: 'toggle', credential })}
          onDelete={(credential) => setDoing({ what: 'delete', credential })}
        />
      )}
      {doing?.what === 'add' && <AddCredential consumer={consumer} taken={items?.map(({ name }) => name) ?? []} onClose={done} onMade={setMade} />}
      {doing?.what === 'replace' && <ReplaceSecret credential={doing.credential} onClose={done} onMade={setMade} />}
      {doing?.what === 'toggle' && <ToggleCredential credential={doing.credential} onClose={done} />}
      <DeleteDialog kind="credentials" names={doing?.what === 'delete' ? [doing.credential.name] : []} onClose={done} />
      <ShownOnce
        title={t(isPassword ? 'passwordOf' : 'keyOf', { name: made?.name ?? '' })}
        text={t('shownOnce')}
        label={t(isPassword ? 'password' : 'key')}
        secret={made?.secret}
        onClose={() => setMade(undefined)}
      />
    </Panel>
  )
}
