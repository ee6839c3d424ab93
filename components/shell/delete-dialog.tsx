'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { isApiError } from '#components/api/error.ts'
import { switches, useDelete, type Override } from '#components/api/mutations.ts'
import { objectPath } from '#components/api/path-builder.ts'
import { useClient } from '#components/api/provider.tsx'
import type { ApiKind, ObjectRef, WriteAnswer } from '#components/api/types.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { Callout } from '#components/ui/callout.tsx'

type Props = {
  kind: ApiKind
  /** Empty = closed. */
  names: string[]
  onClose: () => void
  onDeleted?: () => void
}

/** Deletes after a confirmation; what still refers to the object is listed, and then nothing is deleted. */
export function DeleteDialog({ kind, names, onClose, onDeleted }: Props) {
  const t = useTranslations('common.delete')
  const words = useTranslations('objects')
  const remove = useDelete(kind)
  const client = useClient()
  // Of several, those before the one that was refused are gone: a second try does not ask for them again.
  const gone = useRef(new Set<string>())
  const [referrers, setReferrers] = useState<ObjectRef[]>([])
  const word = words(`${kind}.one`)
  const close = () => {
    setReferrers([])
    gone.current.clear()
    onClose()
  }
  const confirm = async (override: Override) => {
    setReferrers([])
    for (const name of names.filter((one) => !gone.current.has(one))) {
      try {
        await remove.mutateAsync({ name, ...override })
        gone.current.add(name)
      } catch (cause) {
        if (isApiError(cause, 'CONFLICT') && Array.isArray(cause.details.referrers)) setReferrers(cause.details.referrers as ObjectRef[])
        throw cause
      }
    }
    toast.success(names.length === 1 ? t('done', { what: word, name: names[0]! }) : t('doneMany', { count: names.length }))
    onDeleted?.()
  }
  return (
    <GuardedConfirm
      open={names.length > 0}
      onOpenChange={(open) => !open && close()}
      title={names.length === 1 ? t('title', { what: word, name: names[0]! }) : t('titleMany', { count: names.length, what: words(`${kind}.many`) })}
      effect={<>{t(`effect.${kind}`)} {kind === 'workspaces' ? t('noUndo') : t('undo')}</>}
      action={t('action', { what: word })}
      danger
      onConfirm={confirm}
      {...(names.length === 1
        ? { rehearse: (override) => client.send<WriteAnswer<ApiKind>>('DELETE', `/${kind}/${encodeURIComponent(names[0]!)}`, { query: { dryRun: true, ...switches(override) } }) }
        : {})}
    >
      {names.length > 1 && <ul className="max-h-40 overflow-auto font-mono text-xs leading-5">{names.map((name) => <li key={name}>{name}</li>)}</ul>}
      {referrers.length > 0 && (
        <Callout tone="warn" title={t('referrers')}>
          <ul>
            {referrers.map((one) => (
              <li key={`${one.kind}/${one.name}`}>
                {words(`${one.kind}.one`)} <Link href={objectPath(one)} onClick={close} className="font-mono text-xs text-accent-ink underline underline-offset-2">{one.name}</Link>
              </li>
            ))}
          </ul>
        </Callout>
      )}
    </GuardedConfirm>
  )
}
