'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { StatusBadge } from '#components/ui/badge.tsx'
import { isConverted, type Preview } from './types.ts'

type Props = { preview: Preview; problems: number; /** The preview is about the text as it stands. */ current: boolean; children: ReactNode }

/** In one line what was read, and the button, always in reach. */
export function ImportBar({ preview, problems, current, children }: Props) {
  const t = useTranslations('import')
  const changes = preview.manifests.reduce((sum, one) => sum + one.changes.length, 0)
  return (
    <div className="sticky bottom-0 z-10 mt-4 -mx-1 flex flex-wrap items-center gap-x-4 gap-y-2 border-t bg-canvas px-1 py-3 max-md:bottom-14">
      {children}
      <div role="status" className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {current ? (
          <>
            <StatusBadge tone={isConverted(preview) ? 'info' : 'ok'}>{t('changeCount', { count: changes })}</StatusBadge>
            {problems > 0 && <StatusBadge tone="warn">{t('problemCount', { count: problems })}</StatusBadge>}
          </>
        ) : (
          <StatusBadge tone="busy">{t('reading')}</StatusBadge>
        )}
      </div>
    </div>
  )
}
