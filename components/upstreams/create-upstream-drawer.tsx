'use client'
import { useTranslations } from 'next-intl'
import { Drawer } from '#components/ui/drawer.tsx'
import { UpstreamForm } from './upstream-form.tsx'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What was typed where it was missed. */
  called: string
  onCreated: (name: string) => void
}

/** Creates an upstream beside the form that needs it. */
export function CreateUpstreamDrawer({ open, onOpenChange, called, onCreated }: Props) {
  const t = useTranslations('upstreams.drawer')
  return (
    <Drawer open={open} onOpenChange={onOpenChange} title={t('title')}>
      {open && (
        <UpstreamForm
          called={called}
          onCancel={() => onOpenChange(false)}
          onSaved={({ name }) => {
            onCreated(name)
            onOpenChange(false)
          }}
        />
      )}
    </Drawer>
  )
}
