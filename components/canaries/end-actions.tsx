'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useAction } from '#components/api/mutations.ts'
import { useMay } from '#components/api/session.ts'
import type { ApiObject, WriteAnswer } from '#components/api/types.ts'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { whyFixed } from './end-canary.ts'

export type Ending = 'promote' | 'abort'

type Props = { canary: ApiObject<'canaries'>; stable: string; onEnded: (ending: Ending, revision: number) => void }

/** Promote and Abort: one click, and a confirmation that names the effect. */
export function EndActions({ canary, stable, onEnded }: Props) {
  const t = useTranslations('canaries.end')
  const [asking, setAsking] = useState<Ending>()
  const action = useAction<WriteAnswer<'canaries'>>()
  const reason = whyFixed(canary, useMay('editor'))
  const disabledReason = reason === undefined ? undefined : t(`why.${reason}`, { state: canary.state })
  const words = { name: canary.name, route: canary.route, service: canary.service, stable }
  const end = async (ending: Ending) => {
    const answer = await action.mutateAsync({ path: `/canaries/${encodeURIComponent(canary.name)}/${ending}`, ifMatch: canary.version })
    if (answer.revision !== null) onEnded(ending, answer.revision)
  }
  return (
    <>
      <Button variant="danger" disabledReason={disabledReason} onClick={() => setAsking('abort')}>{t('action.abort')}</Button>
      <Button variant="primary" disabledReason={disabledReason} onClick={() => setAsking('promote')}>{t('action.promote')}</Button>
      {(['promote', 'abort'] as const).map((ending) => (
        <ConfirmDialog
          key={ending}
          open={asking === ending}
          onOpenChange={(open) => !open && setAsking(undefined)}
          title={t(`title.${ending}`, words)}
          effect={t(`effect.${ending}`, words)}
          action={t(`action.${ending}`)}
          danger={ending === 'abort'}
          onConfirm={() => end(ending)}
        />
      ))}
    </>
  )
}
