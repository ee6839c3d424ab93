'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { pb } from '#components/api/path-builder.ts'
import { useMay } from '#components/api/session.ts'
import { SaveDialog } from '#components/form/save-dialog.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { EXAMPLE } from './example.ts'
import { ImportBar } from './import-bar.tsx'
import { Result } from './result.tsx'
import { SourceField } from './source-field.tsx'
import { problemCount, type Preview } from './types.ts'
import { presentBundle, useImport, type Bundle } from './use-import.ts'
import { usePreview } from './use-preview.ts'

const NOTHING: Preview['objects'] = []
type Done = { text: string; revision: number | null; count: number }

/** Selects a line of a text field and brings it into view. */
function revealLine(field: HTMLTextAreaElement | null, line: number): void {
  if (!field) return
  const lines = field.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  field.focus()
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
  const height = Number.parseFloat(getComputedStyle(field).lineHeight)
  field.scrollTop = Math.max(0, (line - 4) * height)
  field.scrollLeft = 0
}

/** Manifests in, what comes of them seen, and only then written. */
export function ImportPage() {
  const t = useTranslations('import')
  const mayEdit = useMay('editor')
  const [text, setText] = useState('')
  const [saving, setSaving] = useState(false)
  const [done, setDone] = useState<Done | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const { answer, error, isCurrent, retry, retrying } = usePreview(text)
  const preview = answer?.preview
  const objects = preview?.objects ?? NOTHING
  const { write, before, refused, refuse } = useImport(objects, text)
  const isDatabase = preview?.workspace === 'database'
  const count = objects.length
  const imported = done !== null && done.text === text ? done : null

  const change = (next: string) => {
    setText(next)
    refuse(null)
  }
  const why = !mayEdit ? t('editorNeeded') : !isCurrent ? t('stillReading') : count === 0 ? t('nothingToImport') : undefined
  const begin = () => {
    if (isDatabase && why === undefined) setSaving(true)
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== 'Enter' && event.key !== 's') || document.querySelector('[role="dialog"][data-open]')) return
    event.preventDefault()
    begin()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  return (
    <>
      <PageHeader title={t('title')} facts={<span>{t('lead')}</span>} />
      <div className="space-y-4">
        <SourceField text={text} onChange={change} field={field} />
        {imported && (
          <Callout
            tone="ok"
            title={imported.revision === null ? t('wasThere') : t('done', { count: imported.count, revision: imported.revision })}
            actions={
              <span className="flex flex-wrap gap-2">
                <Link href={pb.routes.list()} className={buttonClass('secondary', 'sm')}>{t('toRoutes')}</Link>
                {imported.revision !== null && <Link href={pb.revision({ number: imported.revision })} className={buttonClass('secondary', 'sm')}>{t('toRevision')}</Link>}
              </span>
            }
          />
        )}
        {refused && (
          <Callout tone="bad" title={t('refused')}>
            {refused.issues.length === 0 ? <p>{refused.message}</p> : (
              <ul>{refused.issues.slice(0, 20).map((issue, index) => <li key={index}><code className="text-muted">{placeOf(issue.path, objects)}</code> {issue.message}</li>)}</ul>
            )}
          </Callout>
        )}
        {error && <ErrorState title={t('failed')} message={error.message} code={error.code} onRetry={retry} retrying={retrying} />}
        {text.trim() === '' ? (
          <EmptyState at="route" title={t('emptyTitle')} actions={<Button variant="primary" onClick={() => change(EXAMPLE)}>{t('fillExample')}</Button>}>{t('emptyText')}</EmptyState>
        ) : preview ? (
          <div aria-busy={isCurrent ? undefined : true}><Result given={answer.of} preview={preview} stored={imported !== null} onLine={(line) => revealLine(field.current, line)} /></div>
        ) : (
          !error && <Skeleton className="h-64 w-full" />
        )}
      </div>
      {preview && text.trim() !== '' && (
        <ImportBar preview={preview} problems={problemCount(preview) + preview.diagnostics.length} current={isCurrent}>
          {isDatabase && <Button variant="primary" disabledReason={why} onClick={begin}>{t('import', { count })}</Button>}
        </ImportBar>
      )}
      {saving && (
        <SaveDialog
          title={t('dialog', { count })}
          action={t('import', { count })}
          words={{ object: t('objects'), back: t('back') }}
          before={before}
          present={(bundle) => presentBundle(bundle as unknown as Bundle)}
          write={write as unknown as Parameters<typeof SaveDialog>[0]['write']}
          onClose={() => setSaving(false)}
          onRefused={(cause) => {
            refuse(cause)
            setSaving(false)
          }}
          onSaved={({ revision }, serving) => {
            setSaving(false)
            setDone({ text, revision, count })
            if (revision === null) toast(t('wasThere'))
            else if (serving?.state === 'serving') toast.success(t('doneServing', { revision, serving: serving.serving, proxies: serving.proxies }))
            else toast.warning(t('doneOnly', { revision }))
          }}
        />
      )}
    </>
  )
}

/** Where an issue stands: `objects.3.hosts` as the object's name and its field. */
function placeOf(path: readonly (string | number)[], objects: Preview['objects']): string {
  const [list, index, ...rest] = path
  const object = list === 'objects' ? objects[Number(index)] : undefined
  return object === undefined ? path.join('.') : [`${object.kind}/${object.name}`, ...rest].join(' ')
}
