'use client'
import { useTranslations } from 'next-intl'
import { Callout } from '#components/ui/callout.tsx'
import type { Problem } from './types.ts'

/** What could not be read, in the words of the API server, and what comes of it. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useTranslations('cluster.problems')
  if (problems.length === 0) return null
  return (
    <div className="mb-3">
      <Callout tone="warn" title={t('title', { what: [...new Set(problems.map(({ resource }) => resource))].join(', ') })}>
        <p className="text-muted">{t('text')}</p>
        <ul className="mt-1 text-xs text-muted">{problems.map(({ resource, namespace, message }) => <li key={`${resource} ${namespace}`} className="break-words">{message}</li>)}</ul>
      </Callout>
    </div>
  )
}
