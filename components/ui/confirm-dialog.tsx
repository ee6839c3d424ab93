'use client'
import { useTranslations } from 'next-intl'
import { useRef, useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'
import { Dialog } from './dialog.tsx'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Names the object: "Delete route shop?" */
  title: ReactNode
  /** Names the effect on traffic or people. */
  effect: ReactNode
  /** The verb with its object: "Delete route". */
  action: string
  danger?: boolean
  /** Runs the action; what it rejects with is shown and the dialog stays. */
  onConfirm: () => Promise<void> | void
  disabledReason?: string | undefined
  children?: ReactNode
  /** Wider, where what it shows is more than a sentence. */
  size?: 'sm' | 'lg'
}

export function ConfirmDialog({ open, onOpenChange, title, effect, action, danger, onConfirm, disabledReason, children, size = 'sm' }: Props) {
  const t = useTranslations('ui')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const cancel = useRef<HTMLButtonElement>(null)
  const close = (next: boolean) => {
    setError(undefined)
    onOpenChange(next)
  }
  const confirm = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
      close(false)
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={title}
      size={size}
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} onClick={() => close(false)}>{t('cancel')}</Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} disabledReason={disabledReason} onClick={confirm}>{action}</Button>
        </>
      }
    >
      <div className="space-y-3">
        <div className="text-muted">{effect}</div>
        {children}
        {error !== undefined && <Callout tone="bad">{error}</Callout>}
      </div>
    </Dialog>
  )
}
