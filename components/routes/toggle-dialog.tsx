'use client'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { usePatch } from '#components/api/mutations.ts'
import type { ApiObject } from '#components/api/types.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { matchLine } from './route-match.ts'

/** Turns a route off or on, after naming what happens to its requests. */
export function ToggleDialog({ route, onClose }: { route: ApiObject<'routes'> | undefined; onClose: () => void }) {
  const t = useTranslations('routes.toggle')
  const patch = usePatch('routes')
  if (route === undefined) return null
  const to = route.enabled ? 'disable' : 'enable'
  const words = { name: route.name, match: matchLine(route), service: route.service }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${to}`, words)}
      effect={t(`effect.${to}`, words)}
      action={t(`action.${to}`)}
      onConfirm={async () => {
        await patch.mutateAsync({ name: route.name, patch: { enabled: !route.enabled }, ifMatch: route.version })
        toast.success(t(`done.${to}`, words))
      }}
    />
  )
}
