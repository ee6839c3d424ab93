'use client'
import { useTranslations } from 'next-intl'
import { ErrorState } from '#components/ui/error-state.tsx'

/** A page threw: a bug of ours. The rest of the dashboard stays usable. */
export function CrashPage({ error, onRetry }: { error: Error & { digest?: string }; onRetry: () => void }) {
  const t = useTranslations('common.crash')
  return (
    <div className="mx-auto max-w-2xl p-6">
      <title>{`${t('title')} · Sluice`}</title>
      <ErrorState title={t('title')} message={error.message} code={error.digest} onRetry={onRetry} />
    </div>
  )
}
