'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState, type ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { toast } from 'sonner'
import { withoutServerFields } from '#components/api/mutations.ts'
import { objectPath, pb } from '#components/api/path-builder.ts'
import type { Serving } from '#components/api/serving.ts'
import type { ApiKind, ApiObject } from '#components/api/types.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { FormPage } from './form-page.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { SaveDialog } from './save-dialog.tsx'
import { StaleDialog } from './stale-dialog.tsx'
import type { ObjectFormState } from './use-object-form.ts'

type Props<K extends ApiKind, V extends FieldValues> = {
  state: ObjectFormState<K, V>
  children: ReactNode
  aside?: ReactNode
  /** Where to go after a save; the object's page by default. */
  onSaved?: (object: ApiObject<K>) => void
  onCancel?: () => void
}

/** The frame of every object's form: loading and failed states, fields, save dialog, conflict, leaving. */
export function ObjectForm<K extends ApiKind, V extends FieldValues>({ state, children, aside, onSaved, onCancel }: Props<K, V>) {
  const t = useTranslations('form')
  const words = useTranslations('objects')
  const router = useRouter()
  const readOnly = useReadOnly(state.kind)
  const [leaving, setLeaving] = useState(false)
  const { kind, name } = state
  const word = words(`${kind as string}.one`)
  const label = name === undefined ? t('createWhat', { what: word }) : t('editWhat', { what: word, name })

  if (state.loading.state === 'failed') {
    const { error, retry } = state.loading
    return <ErrorState title={t('loadFailed', { what: word, name: name ?? '' })} message={error.message} code={error.code} onRetry={retry} />
  }
  if (state.loading.state === 'loading') return <FormSkeleton />

  const finish = (object: ApiObject<K>, revision: number | null, serving: Serving | null) => {
    state.saved()
    setLeaving(true)
    if (revision === null) toast(t('nothingToSave'))
    else if (kind === 'workspaces') toast.success(t('saved', { name: object.name }))
    else if (serving?.state === 'serving') toast.success(t('savedServing', { name: object.name, revision, serving: serving.serving, proxies: serving.proxies }))
    else toast.warning(t('savedOnly', { name: object.name, revision }))
    if (onSaved) onSaved(object)
    else router.push(objectPath({ kind, name: object.name }))
  }
  const cancel = onCancel ?? (() => router.push(name === undefined ? pb[kind].list() : objectPath({ kind, name })))
  return (
    <>
      {readOnly !== undefined && <div className="mb-4 max-w-[640px]"><Callout tone="neutral" title={readOnly} /></div>}
      {state.restored && state.form.formState.isDirty && (
        <div className="mb-4 max-w-[640px]">
          <Callout tone="neutral" title={t('restored')} actions={<Button size="sm" onClick={state.discard}>{t('discard')}</Button>} />
        </div>
      )}
      <FormPage
        form={state.form}
        label={label}
        onSubmit={state.submit}
        submitLabel={name === undefined ? t('createWhat', { what: word }) : t('saveWhat', { what: word })}
        onCancel={() => {
          state.discard()
          cancel()
        }}
        disabledReason={readOnly}
        aside={aside}
      >
        {children}
      </FormPage>
      <LeaveGuard active={state.form.formState.isDirty && !leaving && state.pending === null} onDiscard={state.discard} />
      {state.pending && (
        <SaveDialog
          title={label}
          action={name === undefined ? t('createWhat', { what: word }) : t('saveWhat', { what: word })}
          before={state.base}
          present={(object) => withoutServerFields(object as ApiObject<ApiKind>)}
          write={state.write as Parameters<typeof SaveDialog>[0]['write']}
          isRouting={kind !== 'workspaces'}
          onClose={state.cancelSave}
          onRefused={state.refused}
          onSaved={(answer, serving) => finish(answer.object as ApiObject<K>, answer.revision, serving)}
        />
      )}
      {state.stale && (
        <StaleDialog
          name={name ?? ''}
          base={state.base ?? {}}
          theirs={state.stale.theirs}
          mine={state.stale.mine}
          onClose={() => state.resolveStale('back')}
          onTakeTheirs={() => state.resolveStale('theirs')}
          onMerge={() => state.resolveStale('merge')}
          onOverwrite={() => state.resolveStale('overwrite')}
        />
      )}
    </>
  )
}

export const FormSkeleton = () => (
  <div aria-hidden className="max-w-[640px] space-y-5">
    {['w-24', 'w-32', 'w-20', 'w-28'].map((width) => (
      <div key={width} className="space-y-1.5">
        <Skeleton className={`h-4 ${width}`} />
        <Skeleton className="h-8 w-full" />
      </div>
    ))}
  </div>
)
