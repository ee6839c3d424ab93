'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState } from 'react'
import { switches, useAction } from '#components/api/mutations.ts'
import { pb } from '#components/api/path-builder.ts'
import { useClient } from '#components/api/provider.tsx'
import type { Serving } from '#components/api/serving.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { SaveProgress } from '#components/form/save-progress.tsx'
import { useWaitServing } from '#components/form/use-wait-serving.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { useHead } from '#components/history/use-head.ts'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/page-header.tsx'

/** What became of a write that this page made: committed, compiled, serving; and how to take it back. */
export function EndedProgress({ title, revision, onRestored }: { title: string; revision: number; onRestored: (revision: number) => void }) {
  const t = useTranslations('canaries.end')
  const client = useClient()
  const [serving, setServing] = useState<Serving>({ state: 'publishing', serving: 0, proxies: 0 })
  const [asking, setAsking] = useState(false)
  const restore = useAction<{ revision: number | null }>()
  const head = useHead()
  const readOnly = useReadOnly('canaries')
  const inCluster = useClusterWorkspace() !== undefined
  const waitServing = useWaitServing()
  const follow = useEffectEvent((number: number, signal: AbortSignal) => {
    waitServing({ revision: number }, setServing, signal).then(setServing, () => {
      if (!signal.aborted) setServing({ state: 'waiting', serving: 0, proxies: 0 })
    })
  })
  useEffect(() => {
    const leaving = new AbortController()
    follow(revision, leaving.signal)
    return () => leaving.abort()
  }, [revision])
  const disabledReason = readOnly !== undefined ? readOnly : head !== undefined && head > revision ? t('newer') : undefined
  return (
    <Panel>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72 space-y-1.5">
          <h2 className="font-semibold">{title}</h2>
          <SaveProgress inCluster={inCluster} revision={revision} serving={serving} />
        </div>
        <div className="flex items-center gap-3">
          <Link href={pb.revision({ number: revision })} className="rounded-sm text-accent-ink underline underline-offset-2">{t('revision', { revision })}</Link>
          <Button disabledReason={disabledReason} onClick={() => setAsking(true)}>{t('restore', { revision: revision - 1 })}</Button>
        </div>
      </div>
      <GuardedConfirm
        open={asking}
        onOpenChange={setAsking}
        title={t('restoreTitle', { revision: revision - 1 })}
        effect={t('restoreEffect', { revision })}
        action={t('restore', { revision: revision - 1 })}
        rehearse={(override) => client.send('POST', `/revisions/${revision - 1}/restore`, { body: { dryRun: true, ...switches(override) } })}
        onConfirm={async (override) => {
          const answer = await restore.mutateAsync({ path: `/revisions/${revision - 1}/restore`, ...override })
          if (answer.revision !== null) onRestored(answer.revision)
        }}
      />
    </Panel>
  )
}
