'use client'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { Callout } from '#components/ui/callout.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { useMarkTarget, type HealthState } from './target-health.ts'

type Props = {
  upstream: string
  mark: { address: string; state: HealthState }
  /** No other target would be left that takes requests. */
  isLast: boolean
  onClose: () => void
}

/** Takes a target out by hand, or lets it in again, after saying what that does. */
export function MarkTarget({ upstream, mark: { address, state }, isLast, onClose }: Props) {
  const t = useTranslations('targetHealth.mark')
  const mark = useMarkTarget(upstream)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${state}`, { address })}
      effect={t(`effect.${state}`)}
      action={t(`action.${state}`)}
      danger={state === 'down'}
      onConfirm={async () => {
        await mark.mutateAsync({ address, state })
        toast.success(t(`done.${state}`, { address }))
      }}
    >
      {state === 'down' && isLast && <Callout tone="warn">{t('last')}</Callout>}
    </ConfirmDialog>
  )
}
