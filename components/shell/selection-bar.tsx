'use client'
import { Download, Power, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { sharedBy } from '#components/api/kubernetes.ts'
import { switches, usePatch, type Override } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import { brokenBy } from '#components/api/route-tests.ts'
import type { ApiKind, KubernetesChange, WriteAnswer } from '#components/api/types.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { AdoptDialog } from '#components/kubernetes/adopt-dialog.tsx'
import { ExportDialog } from '#components/kubernetes/export-dialog.tsx'
import { Button } from '#components/ui/button.tsx'

type Props = { kind: ApiKind; names: string[]; switchable: boolean; onClear: () => void; onDelete: () => void }

/** What can be read from, and adopted in, a cluster. */
const IN_CLUSTER: readonly ApiKind[] = ['routes', 'services', 'upstreams', 'certificates', 'canaries']

/** What can be done with the selected objects. */
export function SelectionBar({ kind, names, switchable, onClear, onDelete }: Props) {
  const t = useTranslations('common.list')
  const readOnly = useReadOnly(kind)
  const inCluster = useClusterWorkspace() !== undefined && IN_CLUSTER.includes(kind)
  const [dialog, setDialog] = useState<'export' | 'adopt'>()
  const objects = names.map((name) => ({ kind, name }))
  return (
    <div role="toolbar" aria-label={t('selected', { count: names.length })} className="mb-2 flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-1.5">
      <span className="mr-2 font-medium tabular-nums">{t('selected', { count: names.length })}</span>
      {switchable && <Switches kind={kind} names={names} inCluster={inCluster} onDone={onClear} />}
      {inCluster && <Button size="sm" icon={<Download size={12} aria-hidden />} onClick={() => setDialog('export')}>{t('export')}</Button>}
      {inCluster && <Button size="sm" disabledReason={readOnly} onClick={() => setDialog('adopt')}>{t('adopt')}</Button>}
      <Button size="sm" icon={<Trash2 size={12} aria-hidden />} disabledReason={readOnly} onClick={onDelete}>{t('delete')}</Button>
      <Button size="sm" variant="ghost" onClick={onClear} className="ml-auto">{t('clearSelection')}</Button>
      {dialog === 'export' && <ExportDialog objects={objects} onClose={() => setDialog(undefined)} />}
      {dialog === 'adopt' && (
        <AdoptDialog
          objects={objects}
          onClose={() => setDialog(undefined)}
          onAdopted={() => {
            setDialog(undefined)
            onClear()
          }}
        />
      )}
    </div>
  )
}

/** Enable and Disable: at once in the database, in a cluster after what is written was shown. */
function Switches({ kind, names, inCluster, onDone }: { kind: ApiKind; names: string[]; inCluster: boolean; onDone: () => void }) {
  const t = useTranslations('common.list')
  const readOnly = useReadOnly(kind)
  const client = useClient()
  const patch = usePatch(kind)
  const [asking, setAsking] = useState<boolean>()
  const write = async (enabled: boolean, override: Override = {}) => {
    for (const name of names) await patch.mutateAsync({ name, patch: { enabled }, ...override })
    onDone()
  }
  const turn = async (enabled: boolean) => {
    if (inCluster) return setAsking(enabled)
    try {
      await write(enabled)
    } catch (cause) {
      if (brokenBy(cause) || sharedBy(cause)) setAsking(enabled)
      else toast.error(cause instanceof Error ? cause.message : String(cause))
    }
  }
  // Each alone, as they are written: what is seen of the first that asks holds for all.
  const rehearse = async (enabled: boolean, override: Override) => {
    const changes: KubernetesChange[] = []
    const tests: NonNullable<WriteAnswer<ApiKind>['routeTests']> = { passed: 0, failed: 0, broken: [], mended: [] }
    for (const name of names) {
      const answer = await client.send<WriteAnswer<ApiKind>>('PATCH', `/${kind}/${encodeURIComponent(name)}`, { body: { enabled }, query: { dryRun: true, ...switches(override) } })
      changes.push(...(answer.kubernetes ?? []))
      tests.broken.push(...(answer.routeTests?.broken ?? []))
    }
    return { routeTests: tests, ...(inCluster ? { kubernetes: onePerObject(changes) } : {}) }
  }
  return (
    <>
      <Button size="sm" busy={patch.isPending} disabledReason={readOnly} icon={<Power size={12} aria-hidden />} onClick={() => void turn(true)}>{t('enable')}</Button>
      <Button size="sm" busy={patch.isPending} disabledReason={readOnly} onClick={() => void turn(false)}>{t('disable')}</Button>
      {asking !== undefined && (
        <GuardedConfirm
          open
          onOpenChange={(open) => !open && setAsking(undefined)}
          title={t(asking ? 'enable' : 'disable')}
          effect={t('selected', { count: names.length })}
          action={t(asking ? 'enable' : 'disable')}
          rehearse={(override) => rehearse(asking, override)}
          onConfirm={(override) => write(asking, override)}
        />
      )}
    </>
  )
}

const onePerObject = (changes: readonly KubernetesChange[]): KubernetesChange[] => [
  ...new Map(changes.map((change) => [`${change.ref.kind} ${change.ref.namespace}/${change.ref.name}`, change])).values(),
]
