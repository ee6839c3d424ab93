'use client'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { usePatch } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import type { Credential } from './credentials-panel.tsx'

/** Turns a credential off or on, after saying what that does. */
export function ToggleCredential({ credential: { name, consumer, enabled, version }, onClose }: { credential: Credential; onClose: () => void }) {
  const t = useTranslations('consumers.toggle')
  const patch = usePatch('credentials')
  const client = useClient()
  const to = enabled ? 'disable' : 'enable'
  const words = { name, consumer }
  return (
    <GuardedConfirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${to}`, words)}
      effect={t(`effect.${to}`, words)}
      action={t(`action.${to}`)}
      rehearse={() => client.send('PATCH', `/credentials/${encodeURIComponent(name)}`, { body: { enabled: !enabled }, query: { dryRun: true } })}
      onConfirm={async (override) => {
        await patch.mutateAsync({ name, patch: { enabled: !enabled }, ifMatch: version, ...override })
        toast.success(t(`done.${to}`, words))
      }}
    />
  )
}
