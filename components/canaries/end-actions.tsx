'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { switches, useAction, type Override } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { ApiObject, WriteAnswer } from '#components/api/types.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
import { Button } from '#components/ui/button.tsx'
import { whyFixed } from './end-canary.ts'

export type Ending = 'promote' | 'abort'

type Props = { canary: ApiObject<'canaries'>; stable: string; onEnded: (ending: Ending, revision: number) => void }

/** Promote and Abort: one click, and a confirmation that names the effect. */
export function EndActions({ canary, stable, onEnded }: Props) {
  const t = useTranslations('canaries.end')
  const [asking, setAsking] = useState<Ending>()
  const action = useAction<WriteAnswer<'canaries'>>()
  const readOnly = useReadOnly('canaries')
  const reason = whyFixed(canary, readOnly === undefined)
  const disabledReason = reason === 'readOnly' ? readOnly : reason && t(`why.${reason}`, { state: canary.state })
  const words = { name: canary.name, route: canary.route, service: canary.service, stable }
  const client = useClient()
  const pathOf = (ending: Ending) => `/canaries/${encodeURIComponent(canary.name)}/${ending}`
  const end = async (ending: Ending, override: Override) => {
    const answer = await action.mutateAsync({ path: pathOf(ending), ifMatch: canary.version, ...override })
    if (answer.revision !== null) onEnded(ending, answer.revision)
  }
  return (
    <>
      <Button variant="danger" disabledReason={disabledReason} onClick={() => setAsking('abort')}>{t('action.abort')}</Button>
      <Button variant="primary" disabledReason={disabledReason} onClick={() => setAsking('promote')}>{t('action.promote')}</Button>
      {(['promote', 'abort'] as const).map((ending) => (
        <GuardedConfirm
          key={ending}
          open={asking === ending}
          onOpenChange={(open) => !open && setAsking(undefined)}
          title={t(`title.${ending}`, words)}
          effect={t(`effect.${ending}`, words)}
          action={t(`action.${ending}`)}
          danger={ending === 'abort'}
          onConfirm={(override) => end(ending, override)}
          rehearse={(override) => client.send<WriteAnswer<'canaries'>>('POST', pathOf(ending), { query: { dryRun: true, ...switches(override) } })}
        />
      ))}
    </>
  )
}
