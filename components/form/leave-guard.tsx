'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'

type Props = { active: boolean; onDiscard: () => void }

/** Asks before a link, a reload or closing the tab throws away what was typed. */
export function LeaveGuard({ active, onDiscard }: Props) {
  const t = useTranslations('form')
  const router = useRouter()
  const [target, setTarget] = useState<string>()
  useEffect(() => {
    if (!active) return
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const click = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.('a[href]')
      const newTab = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0
      if (!(link instanceof HTMLAnchorElement) || newTab || link.target === '_blank' || link.origin !== location.origin) return
      if (link.pathname === location.pathname && link.hash !== '') return
      event.preventDefault()
      event.stopPropagation()
      setTarget(link.pathname + link.search + link.hash)
    }
    window.addEventListener('beforeunload', beforeUnload)
    document.addEventListener('click', click, true)
    return () => {
      window.removeEventListener('beforeunload', beforeUnload)
      document.removeEventListener('click', click, true)
    }
  }, [active])
  return (
    <ConfirmDialog
      open={target !== undefined}
      onOpenChange={(open) => !open && setTarget(undefined)}
      title={t('leaveTitle')}
      effect={t('leaveEffect')}
      action={t('leave')}
      danger
      onConfirm={() => {
        onDiscard()
        if (target !== undefined) router.push(target)
      }}
    />
  )
}
