'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { isApiError } from '#components/api/error.ts'
import { useAdopt, useAdoption, type ObjectId } from '#components/api/kubernetes.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Input } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { KeeperWarning } from './keeper-warning.tsx'
import { keptByOthers } from './keepers.ts'
import { KubernetesChanges } from './kubernetes-changes.tsx'

type Props = { objects: readonly ObjectId[]; onClose: () => void; onAdopted: () => void }

/** Makes Sluice the owner of Kubernetes objects, after showing what that changes in them. */
export function AdoptDialog({ objects, onClose, onAdopted }: Props) {
  const t = useTranslations('kubernetes.adopt')
  const keeper = useTranslations('kubernetes.keeper')
  const query = useAdoption(objects)
  const adopt = useAdopt()
  const [overrules, setOverrules] = useState(false)
  const [comment, setComment] = useState('')
  const changes = query.data?.kubernetes
  const reason =
    changes === undefined ? t('notChecked')
    : changes.length === 0 ? t('nothing')
    : keptByOthers(changes).length > 0 && !overrules ? keeper('tickFirst')
    : undefined
  const confirm = async () => {
    try {
      const { revision } = await adopt.mutateAsync({ objects, ...(comment === '' ? {} : { comment }) })
      toast.success(revision === null ? t('nothing') : t('done', { count: changes!.length, revision }))
      onAdopted()
    } catch {
      // What the mutation failed with stands in the dialog.
    }
  }
  return (
    <Dialog
      open
      size="lg"
      modalOnly
      onOpenChange={(open) => !open && onClose()}
      title={t('title', { count: objects.length })}
      description={t('description')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={adopt.isPending} disabledReason={reason} onClick={() => void confirm()}>{t('action')}</Button>
        </>
      }
    >
      {query.isError ? (
        <ErrorState title={t('failed')} message={query.error.message} code={isApiError(query.error) ? query.error.code : undefined} onRetry={() => void query.refetch()} retrying={query.isFetching} />
      ) : changes === undefined ? (
        <div role="status" aria-label={t('loading')}><Skeleton className="h-40 w-full" /></div>
      ) : (
        <div className="space-y-4">
          <Callout tone="neutral">{t('means')}</Callout>
          <KeeperWarning changes={changes} checked={overrules} onChange={setOverrules} />
          <KubernetesChanges changes={changes} folded={changes.length > 1} />
          <label className="block">
            <span className="font-medium">{t('comment')}</span>
            <Input value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} className="mt-1" />
          </label>
          {adopt.isError && <Callout tone="bad" title={t('nothingChanged')}>{adopt.error.message}</Callout>}
        </div>
      )}
    </Dialog>
  )
}
