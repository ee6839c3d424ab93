'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

type Props = { title: string; text: string; label: string; secret: string | undefined; onClose: () => void }

/** A secret that can be read now and never again. It stays until one says so. */
export function ShownOnce({ title, text, label, secret, onClose }: Props) {
  const t = useTranslations('account')
  return (
    <Dialog open={secret !== undefined} onOpenChange={(open) => !open && onClose()} modalOnly size="sm" title={title} description={text} footer={<Button variant="primary" onClick={onClose}>{t('copiedIt')}</Button>}>
      <CodeBlock label={label} wrap>{secret ?? ''}</CodeBlock>
    </Dialog>
  )
}
