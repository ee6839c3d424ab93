'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useState, type ComponentProps } from 'react'
import { sharedBy } from '#components/api/kubernetes.ts'
import type { Override } from '#components/api/mutations.ts'
import { brokenBy } from '#components/api/route-tests.ts'
import type { BrokenTest, KubernetesChange, Shared, TestImpact } from '#components/api/types.ts'
import { KeeperWarning } from '#components/kubernetes/keeper-warning.tsx'
import { keptByOthers } from '#components/kubernetes/keepers.ts'
import { KubernetesChanges } from '#components/kubernetes/kubernetes-changes.tsx'
import { SharedQuestion } from '#components/kubernetes/shared-question.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { AllowBroken, BrokenTests } from './broken-tests.tsx'

type Props = Omit<ComponentProps<typeof ConfirmDialog>, 'onConfirm' | 'size'> & {
  /** Makes the write; refused where it breaks route tests, or changes other routes of an Ingress, unless that is allowed. */
  onConfirm: (options: Override) => Promise<void>
  /** The same write as a dry run, asked when the dialog opens: what it would break and write is then seen before one confirms. */
  rehearse?: (options: Override) => Promise<{ routeTests?: TestImpact; kubernetes?: KubernetesChange[] }>
}

type Found = { broken: BrokenTest[]; kubernetes?: KubernetesChange[] | undefined; shared?: Shared }
const NOTHING: Found = { broken: [] }
const NO_TICKS = { broken: false, keepers: false, shared: false }

/** A confirmation of a write that changes what is served. What it breaks, what others keep and what routes share need ticks of their own. */
export function GuardedConfirm({ onConfirm, rehearse, open, children, disabledReason, ...rest }: Props) {
  const t = useTranslations('routeTests.save')
  const words = useTranslations('kubernetes')
  const [found, setFound] = useState(NOTHING)
  const [ticks, setTicks] = useState(NO_TICKS)
  const [wasOpen, setWasOpen] = useState(open)
  if (open !== wasOpen) {
    setWasOpen(open)
    setFound(NOTHING)
    setTicks(NO_TICKS)
  }
  const look = useEffectEvent(async (allowShared: boolean, isCurrent: () => boolean) => {
    try {
      const answer = await rehearse?.({ allowShared })
      if (isCurrent()) setFound(({ shared }) => ({ broken: answer?.routeTests?.broken ?? [], kubernetes: answer?.kubernetes, ...(shared ? { shared } : {}) }))
    } catch (cause) {
      // Only looked up: a write that cannot be rehearsed says why when it is made.
      const shared = sharedBy(cause)
      if (isCurrent()) setFound({ broken: [], ...(shared ? { shared } : {}) })
    }
  })
  useEffect(() => {
    if (!open) return
    let current = true
    void look(ticks.shared, () => current)
    return () => {
      current = false
    }
  }, [open, ticks.shared])
  const confirm = async () => {
    try {
      await onConfirm({ allowBrokenTests: ticks.broken, allowShared: ticks.shared })
    } catch (cause) {
      const broken = brokenBy(cause)
      const shared = sharedBy(cause)
      if (broken === undefined && shared === undefined) throw cause
      setFound((before) => ({ ...before, broken: broken ?? before.broken, ...(shared ? { shared } : {}) }))
      setTicks((before) => ({ ...before, ...(broken ? { broken: false } : { shared: false }) }))
      throw new Error(broken ? t('refused') : words('shared.refused'), { cause })
    }
  }
  const { broken, kubernetes, shared } = found
  const tick = (which: keyof typeof ticks) => (on: boolean) => setTicks((before) => ({ ...before, [which]: on }))
  const unticked =
    shared && !ticks.shared ? words('shared.tickFirst')
    : keptByOthers(kubernetes).length > 0 && !ticks.keepers ? words('keeper.tickFirst')
    : broken.length > 0 && !ticks.broken ? t('tickFirst')
    : undefined
  return (
    <ConfirmDialog {...rest} open={open} size={kubernetes || shared ? 'lg' : 'sm'} onConfirm={confirm} disabledReason={disabledReason ?? unticked}>
      {children}
      {shared && <SharedQuestion shared={shared} checked={ticks.shared} onChange={tick('shared')} />}
      <KeeperWarning changes={kubernetes} checked={ticks.keepers} onChange={tick('keepers')} />
      {kubernetes && <KubernetesChanges changes={kubernetes} folded={kubernetes.length > 1} />}
      {broken.length > 0 && <BrokenTests tests={broken} />}
      {broken.length > 0 && <AllowBroken label={t('goOn', { count: broken.length })} checked={ticks.broken} onChange={tick('broken')} />}
    </ConfirmDialog>
  )
}
