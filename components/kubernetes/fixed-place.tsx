'use client'
import { useTranslations } from 'next-intl'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { Mono } from '#components/ui/mono.tsx'
import { refText } from './object-names.ts'

/** Where an object that exists stands: it stays there. */
export function FixedPlace({ origin, port }: { origin: KubernetesRef; port?: number | string | undefined }) {
  const t = useTranslations('kubernetes.place')
  return (
    <div>
      <div className="font-medium">{t('object')}</div>
      <div className="text-xs leading-4.5 text-muted">{t('objectHelp')}</div>
      <div className="mt-1"><Mono copy>{`${refText(origin)}${port === undefined ? '' : `:${port}`}`}</Mono></div>
    </div>
  )
}
