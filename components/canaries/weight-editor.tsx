'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { refreshWorkspace, switches, withoutServerFields } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { ApiKind, ApiObject, WriteAnswer } from '#components/api/types.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { FieldMessage } from '#components/form/field.tsx'
import { PercentInput } from '#components/form/percent-input.tsx'
import { SaveDialog } from '#components/form/save-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { useQueryClient } from '@tanstack/react-query'
import { isWeight, whyFixed } from './end-canary.ts'

/** The weight in place: slider, number, and the save dialog that every change of traffic has. */
export function WeightEditor({ canary }: { canary: ApiObject<'canaries'> }) {
  const t = useTranslations('canaries.weight')
  const why = useTranslations('canaries.end')
  const client = useClient()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState<{ value: number | string | undefined; of: number }>({ value: canary.weight, of: canary.weight })
  const [saving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()
  const readOnly = useReadOnly('canaries')
  const fixed = whyFixed(canary, readOnly === undefined)
  // Saved, or changed by somebody else: what is shown follows, unless one is typing another value.
  if (typed.of !== canary.weight) setTyped({ value: typed.value === typed.of ? canary.weight : typed.value, of: canary.weight })
  const valid = isWeight(typed.value)
  const reason = fixed === 'readOnly' ? readOnly : fixed !== undefined ? why(`why.${fixed}`, { state: canary.state }) : !valid ? t('invalid') : typed.value === canary.weight ? t('same') : undefined
  const patch = { weight: typed.value }
  return (
    <form
      className="space-y-2"
      aria-label={t('title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (reason === undefined) setSaving(true)
      }}
    >
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-64 flex-1">
          <PercentInput label={t('title')} value={typed.value} invalid={!valid} onChange={(value) => setTyped({ value, of: canary.weight })} />
        </div>
        <Button type="submit" disabledReason={reason}>{t('save')}</Button>
      </div>
      {!valid && <FieldMessage>{t('invalid')}</FieldMessage>}
      {refused !== undefined && <FieldMessage>{refused}</FieldMessage>}
      {saving && (
        <SaveDialog
          title={t('saveTitle', { name: canary.name })}
          action={t('save')}
          before={withoutServerFields(canary)}
          present={(object) => withoutServerFields(object as ApiObject<ApiKind>)}
          write={({ dryRun, comment, ...override }) =>
            client.send<WriteAnswer<ApiKind>>('PATCH', `/canaries/${encodeURIComponent(canary.name)}`, {
              body: patch,
              query: { dryRun, ...switches(override) },
              ifMatch: canary.version,
              ...(comment ? { comment } : {}),
            })
          }
          onClose={() => setSaving(false)}
          onRefused={(error) => {
            setSaving(false)
            setRefused(error.message)
            void refreshWorkspace(queryClient, client.workspace)
          }}
          onSaved={() => {
            setSaving(false)
            setRefused(undefined)
            void refreshWorkspace(queryClient, client.workspace)
          }}
        />
      )}
    </form>
  )
}
