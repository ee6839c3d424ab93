'use client'
import { clsx } from 'clsx'
import { PlugZap } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useReadOnly, useConnectionTest } from '#components/api/workspace.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { ConnectionResult } from './connection-result.tsx'

type Props = {
  /** The stored workspace, of which all is taken that `body` leaves out. */
  name: string | undefined
  body: () => object
  /** Names what would be tried now: a result of something else is marked as old. */
  of?: string
}

/** Tries the connection, and says what it leads to and what the account may do there. */
export function ConnectionTrial({ name, body, of = '' }: Props) {
  const t = useTranslations('workspaces.test')
  const readOnly = useReadOnly('workspaces')
  const trial = useConnectionTest(name)
  const [tried, setTried] = useState('')
  const run = () => {
    setTried(of)
    trial.mutate(body())
  }
  const old = !trial.isPending && !trial.isIdle && tried !== of
  return (
    <section aria-label={t('title')}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button icon={<PlugZap size={14} aria-hidden />} busy={trial.isPending} disabledReason={readOnly} onClick={run}>{t('run')}</Button>
        <span className="text-xs text-muted">{old ? t('old') : t('help')}</span>
      </div>
      <div aria-live="polite" className={clsx(!trial.isIdle && 'mt-3', old && 'opacity-60')}>
        {trial.isPending ? (
          <div role="status" aria-label={t('running')} className="rounded-lg border bg-surface p-4"><Skeleton className="h-40 w-full" /></div>
        ) : trial.isError ? (
          <Callout tone="bad" title={t('notTried')}>{trial.error.message}</Callout>
        ) : (
          trial.data && <ConnectionResult result={trial.data} />
        )}
      </div>
    </section>
  )
}
