'use client'
import { ChevronRight, RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import { toast } from 'sonner'
import { switches, useAction, type Override } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import { useStatus } from '#components/api/queries.ts'
import { servingByDigest, servingOf } from '#components/api/serving.ts'
import type { Revision } from '#components/api/types.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { Badge, StatusBadge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { DiffView } from '#components/ui/diff-view.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ChangeSummary } from './change-summary.tsx'
import { RevisionManifests } from './revision-manifests.tsx'
import { useHead } from './use-head.ts'

/** The comment by which the controller marks what others than Sluice did. */
const OUTSIDE = 'Edited outside of Sluice'
/** Of a deletion the API server does not say who did it. */
const NOBODY = 'unknown'

/** Of the whole workspace, or of one object only. */
export type RevisionScope = { kind?: string; name?: string }

type Props = { revision: Revision; query: RevisionScope; initiallyOpen?: boolean; /** Above the object diffs. */ lead?: ReactNode }

/** One revision in a line; opens to its object diffs. */
export function RevisionRow({ revision, query, initiallyOpen = false, lead }: Props) {
  const t = useTranslations('history')
  const [open, setOpen] = useState(initiallyOpen)
  const [restoring, setRestoring] = useState(false)
  const status = useStatus().data
  const readOnly = useReadOnly('routes')
  const inCluster = useClusterWorkspace() !== undefined
  const restore = useAction<{ revision: number | null }>()
  const isHead = useHead() === revision.number
  const one = query.kind !== undefined && query.name !== undefined
  const shown = one ? revision.changes.filter((change) => change.kind === query.kind && change.name === query.name) : revision.changes
  const reason = readOnly !== undefined ? readOnly : isHead ? t('isHead') : undefined
  const client = useClient()
  const path = `/revisions/${revision.number}/restore`
  const what = one ? { kind: query.kind, name: query.name } : {}
  const confirm = async (override: Override) => {
    const answer = await restore.mutateAsync({ path, body: what, ...override })
    if (answer.revision === null) toast(t('nothingToRestore'))
    else toast.success(t('restored', { number: revision.number, revision: answer.revision }))
  }
  return (
    <li className="border-b last:border-b-0">
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1 hover:bg-hover">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex min-w-0 flex-1 basis-72 items-center gap-2 rounded-sm text-left">
          <ChevronRight size={14} aria-hidden className={`shrink-0 text-muted transition-transform duration-100 ${open ? 'rotate-90' : ''}`} />
          <span className="w-10 shrink-0 font-medium tabular-nums">{revision.number}</span>
          <span className="min-w-0 truncate"><ChangeSummary changes={shown} />{revision.comment !== '' && <span className="text-muted"> — {revision.comment === OUTSIDE ? t('outsideComment') : revision.comment}</span>}</span>
        </button>
        <span className="flex items-center gap-3 text-muted max-sm:pl-6">
          <Author revision={revision} />
          <RelativeTime at={revision.at} />
          {isHead && status && <HeadState serving={inCluster ? servingByDigest(status) : servingOf(status, revision.number)} />}
        </span>
        <Button size="sm" variant="ghost" icon={<RotateCcw size={12} aria-hidden />} disabledReason={reason} onClick={() => setRestoring(true)} aria-label={t('restore', { number: revision.number })}>{t('restoreShort')}</Button>
      </div>
      {open && (
        <div className="space-y-4 border-t bg-canvas px-4 py-3">
          {lead}
          {shown.map((change) => (
            <section key={`${change.kind}/${change.name}`}>
              <h2 className="mb-1 font-mono text-xs">{change.kind}/{change.name} <span className="font-sans text-muted">{t(`change.${change.change}`)}</span></h2>
              <DiffView label={`${change.kind}/${change.name}`} before={change.before} after={change.after} />
            </section>
          ))}
          {revision.manifests && revision.manifests.length > 0 && <RevisionManifests revision={revision} disabledReason={readOnly} />}
        </div>
      )}
      <GuardedConfirm
        open={restoring}
        onOpenChange={setRestoring}
        title={one ? t('restoreOneTitle', { name: query.name!, number: revision.number }) : t('restoreTitle', { number: revision.number })}
        effect={one ? t('restoreOneEffect') : t('restoreEffect')}
        action={t('restore', { number: revision.number })}
        onConfirm={confirm}
        rehearse={(override) => client.send('POST', path, { body: { ...what, dryRun: true, ...switches(override) } })}
      />
    </li>
  )
}

/** A user, or of an edit from outside the field manager that the API server noted. */
function Author({ revision: { actor, comment } }: { revision: Revision }) {
  const t = useTranslations('history')
  if (comment !== OUTSIDE) return <span className="max-w-32 truncate" title={actor}>{actor}</span>
  return <span className="max-w-44 min-w-0" title={actor === NOBODY ? t('outsideUnknown') : t('outside', { manager: actor })}><Badge mono><span className="truncate">{actor === NOBODY ? t('nobody') : actor}</span></Badge></span>
}

function HeadState({ serving }: { serving: ReturnType<typeof servingOf> }) {
  const t = useTranslations('history')
  const counts = { serving: serving.serving, proxies: serving.proxies }
  if (serving.state === 'failed') return <StatusBadge tone="bad">{t('headFailed')}</StatusBadge>
  return <StatusBadge tone={serving.state === 'serving' ? 'ok' : 'waiting'}>{t('headServing', counts)}</StatusBadge>
}
