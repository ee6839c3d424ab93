'use client'
import { useTranslations } from 'next-intl'
import type { ObjectId } from '#components/api/kubernetes.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Manifests } from './manifests.tsx'

/** The manifests of what was selected, for Git. */
export function ExportDialog({ objects, onClose }: { objects: readonly ObjectId[]; onClose: () => void }) {
  const t = useTranslations('kubernetes.export')
  return (
    <Dialog open size="lg" onOpenChange={(open) => !open && onClose()} title={t('title', { count: objects.length })} description={t('description')}>
      <Manifests objects={objects} />
    </Dialog>
  )
}
