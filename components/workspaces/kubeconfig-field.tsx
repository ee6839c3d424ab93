'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { TextFileField } from '#components/form/text-file-field.tsx'
import { Button } from '#components/ui/button.tsx'
import type { WorkspaceValues } from './workspace-values.ts'

/** A kubeconfig to paste. One that is stored is never shown again, only replaced. `fingerprint`: of the stored one. */
export function KubeconfigField({ fingerprint }: { fingerprint: string | undefined }) {
  const t = useTranslations('workspaces.kubeconfig')
  const { setValue, getValues } = useFormContext<WorkspaceValues>()
  const [replacing, setReplacing] = useState(() => getValues('kubeconfig') !== '')
  const error = useFieldError('kubeconfig')
  if (fingerprint === undefined || replacing) {
    return (
      <div className="space-y-1.5">
        <TextFileField name="kubeconfig" label={t('label')} help={t('help')} placeholder={'apiVersion: v1\nkind: Config\nclusters: …'} rows={8} />
        {fingerprint !== undefined && (
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              setValue('kubeconfig', '', { shouldDirty: true, shouldValidate: true })
              setReplacing(false)
            }}
          >
            {t('keep')}
          </Button>
        )}
      </div>
    )
  }
  return (
    <div data-field="kubeconfig" role="group" aria-label={t('label')}>
      <div className="font-medium">{t('label')}</div>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border bg-sunken px-3 py-2">
        <span className="min-w-0 flex-1 basis-48">
          <span aria-hidden className="font-mono text-xs tracking-widest text-faint">••••••••••••</span>
          <span className="block text-xs text-muted">{t('stored')} <code>{fingerprint.slice(0, 8)}</code></span>
        </span>
        <Button size="sm" onClick={() => setReplacing(true)}>{t('replace')}</Button>
      </div>
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
    </div>
  )
}
