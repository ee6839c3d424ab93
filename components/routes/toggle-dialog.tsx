'use client'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { switches, usePatch } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { ApiObject } from '#components/api/types.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { matchLine } from './route-match.ts'

/** Turns a route off or on, after naming what happens to its requests. */
export function ToggleDialog({ route, onClose }: { route: ApiObject<'routes'> | undefined; onClose: () => void }) {
  const t = useTranslations('routes.toggle')
  const patch = usePatch('routes')
  const client = useClient()
  if (route === undefined) return null
  const to = route.enabled ? 'disable' : 'enable'
  const words = { name: route.name, match: matchLine(route), service: route.service ?? 'none' }
  return (
    <GuardedConfirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${to}`, words)}
      effect={t(`effect.${to}`, words)}
      action={t(`action.${to}`)}
      rehearse={(override) => client.send('PATCH', `/routes/${encodeURIComponent(route.name)}`, { body: { enabled: !route.enabled }, query: { dryRun: true, ...switches(override) } })}
      onConfirm={async (override) => {
        await patch.mutateAsync({ name: route.name, patch: { enabled: !route.enabled }, ifMatch: route.version, ...override })
        toast.success(t(`done.${to}`, words))
      }}
    />
  )
}
