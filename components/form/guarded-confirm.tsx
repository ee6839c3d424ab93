'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState, type ComponentProps } from 'react'
import { brokenBy } from '#components/api/route-tests.ts'
import type { BrokenTest, TestImpact } from '#components/api/types.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { AllowBroken, BrokenTests } from './broken-tests.tsx'

type Props = Omit<ComponentProps<typeof ConfirmDialog>, 'onConfirm'> & {
  /** Makes the write; refused where it breaks route tests, unless `allowBrokenTests`. */
  onConfirm: (options: { allowBrokenTests: boolean }) => Promise<void>
  /** The same write as a dry run, asked when the dialog opens: which tests it would break is then seen before one confirms. */
  rehearse?: () => Promise<{ routeTests?: TestImpact }>
}

/** A confirmation of a write that changes what is served. What it would break in the route tests needs a tick of its own. */
export function GuardedConfirm({ onConfirm, rehearse, open, children, disabledReason, ...rest }: Props) {
  const t = useTranslations('routeTests.save')
  const [broken, setBroken] = useState<BrokenTest[]>([])
  const [allowed, setAllowed] = useState(false)
  const [wasOpen, setWasOpen] = useState(open)
  if (open !== wasOpen) {
    setWasOpen(open)
    setBroken([])
    setAllowed(false)
  }
  const look = useEffectEvent(async (isCurrent: () => boolean) => {
    // Only looked up: a write that cannot be rehearsed says why when it is made.
    const answer = await rehearse?.().catch(() => undefined)
    if (isCurrent()) setBroken(answer?.routeTests?.broken ?? [])
  })
  useEffect(() => {
    if (!open) return
    let current = true
    void look(() => current)
    return () => {
      current = false
    }
  }, [open])
  const confirm = async () => {
    try {
      await onConfirm({ allowBrokenTests: allowed })
    } catch (cause) {
      const found = brokenBy(cause)
      if (found === undefined) throw cause
      setBroken(found)
      setAllowed(false)
      throw new Error(t('refused'), { cause })
    }
  }
  return (
    <ConfirmDialog
      {...rest}
      open={open}
      onConfirm={confirm}
      disabledReason={disabledReason ?? (broken.length > 0 && !allowed ? t('tickFirst') : undefined)}
    >
      {children}
      {broken.length > 0 && <BrokenTests tests={broken} />}
      {broken.length > 0 && <AllowBroken label={t('goOn', { count: broken.length })} checked={allowed} onChange={setAllowed} />}
    </ConfirmDialog>
  )
}
