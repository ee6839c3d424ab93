'use client'
import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { switches, useAction, type Override } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { ManifestChange, Revision } from '#components/api/types.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { refText } from '#components/kubernetes/object-names.ts'
import { Button } from '#components/ui/button.tsx'
import { DiffView } from '#components/ui/diff-view.tsx'

type Props = { revision: Revision; disabledReason: string | undefined }

/** The Kubernetes objects of a revision before and after it; each can be brought back alone. */
export function RevisionManifests({ revision, disabledReason }: Props) {
  const t = useTranslations('history.manifests')
  const [restoring, setRestoring] = useState<ManifestChange['ref']>()
  const client = useClient()
  const restore = useAction<{ revision: number | null }>()
  const words = useTranslations('history')
  const path = `/revisions/${revision.number}/restore`
  const confirm = async (override: Override) => {
    const answer = await restore.mutateAsync({ path, body: { of: restoring }, ...override })
    if (answer.revision === null) toast(words('nothingToRestore'))
    else toast.success(words('restored', { number: revision.number, revision: answer.revision }))
  }
  return (
    <section className="space-y-4">
      <h2 className="font-semibold">{t('title')}</h2>
      {(revision.manifests ?? []).map(({ ref, before, after }) => (
        <section key={refText(ref)}>
          <div className="mb-1 flex flex-wrap items-center gap-x-3">
            <h3 className="min-w-0 flex-1 font-mono text-xs break-all">{refText(ref)}</h3>
            <Button size="sm" variant="ghost" icon={<RotateCcw size={12} aria-hidden />} disabledReason={disabledReason} onClick={() => setRestoring(ref)} aria-label={t('restore', { object: refText(ref) })}>
              {words('restoreShort')}
            </Button>
          </div>
          <DiffView label={refText(ref)} before={before} after={after} />
        </section>
      ))}
      {restoring && (
        <GuardedConfirm
          open
          onOpenChange={(open) => !open && setRestoring(undefined)}
          title={t('restoreTitle', { object: refText(restoring), number: revision.number })}
          effect={words('restoreOneEffect')}
          action={t('restore', { object: refText(restoring) })}
          onConfirm={confirm}
          rehearse={(override) => client.send('POST', path, { body: { of: restoring, dryRun: true, ...switches(override) } })}
        />
      )}
    </section>
  )
}
