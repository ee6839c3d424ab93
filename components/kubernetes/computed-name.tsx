'use client'
import { useTranslations } from 'next-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'

/** The name that an object of a cluster gets from where it stands; nothing while that is not said. */
export function ComputedName({ name }: { name: string | undefined }) {
  const t = useTranslations('kubernetes.place')
  if (name === undefined) return null
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-xs text-muted">
      <span className="shrink-0">{t('name')}</span>
      <code className="min-w-0 truncate font-mono text-ink" title={name}>{name}</code>
      <CopyButton text={name} what={name} />
    </p>
  )
}
