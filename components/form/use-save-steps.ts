'use client'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { isApiError, type ApiError } from '#components/api/error.ts'
import { sharedBy } from '#components/api/kubernetes.ts'
import type { Override } from '#components/api/mutations.ts'
import { brokenBy } from '#components/api/route-tests.ts'
import type { Serving } from '#components/api/serving.ts'
import type { ApiKind, Shared, WriteAnswer } from '#components/api/types.ts'
import { useWaitServing } from './use-wait-serving.ts'

export type Answer = WriteAnswer<ApiKind>
export type Write = (options: { dryRun: boolean; comment?: string } & Override) => Promise<Answer>

export type Phase =
  | { at: 'checking' }
  | { at: 'unchecked'; error: ApiError }
  /** Other routes of an Ingress would change, too; it is checked again once that is agreed to. */
  | { at: 'asked' }
  | { at: 'ready'; answer: Answer; error?: ApiError }
  | { at: 'saving'; answer: Answer }
  | { at: 'publishing'; answer: Answer; revision: number; serving: Serving }
  | { at: 'ended'; answer: Answer; revision: number; serving: Serving }

type Options = {
  write: Write
  isRouting: boolean
  onSaved: (answer: Answer, serving: Serving | null) => void
  onRefused: (error: ApiError) => void
}

const NO_TESTS = { passed: 0, failed: 0, broken: [], mended: [] }
const BELONGS_TO_FORM = ['INVALID', 'BAD_REQUEST', 'STALE_VERSION', 'CONFLICT']

/** The way of a save: checked, agreed to, written, served. What one agreed to holds for what one saw, and no longer. */
export function useSaveSteps({ write, isRouting, onSaved, onRefused }: Options) {
  const [phase, setPhase] = useState<Phase>({ at: 'checking' })
  const [allowsBroken, setAllowsBroken] = useState(false)
  const [overrules, setOverrules] = useState(false)
  const [shared, setShared] = useState<Shared>()
  // A new one each time it is to be checked again.
  const [asked, setAsked] = useState({ allowShared: false })
  const leaving = useRef(new AbortController())
  const waitServing = useWaitServing()

  const check = useEffectEvent(async (allowShared: boolean) => {
    setPhase({ at: 'checking' })
    setOverrules(false)
    try {
      setPhase({ at: 'ready', answer: await write({ dryRun: true, allowShared }) })
    } catch (error) {
      if (!isApiError(error)) throw error
      const others = sharedBy(error)
      if (others) {
        setShared(others)
        setPhase({ at: 'asked' })
      } else if (BELONGS_TO_FORM.includes(error.code)) onRefused(error)
      else setPhase({ at: 'unchecked', error })
    }
  })
  useEffect(() => {
    leaving.current = new AbortController()
    return () => leaving.current.abort()
  }, [])
  useEffect(() => void check(asked.allowShared), [asked])

  const refuse = (checked: Answer, error: ApiError) => {
    const broken = brokenBy(error)
    if (broken) {
      // Something else changed since the check: the question is asked anew.
      setAllowsBroken(false)
      setPhase({ at: 'ready', error, answer: { ...checked, routeTests: { ...(checked.routeTests ?? NO_TESTS), broken, failed: broken.length, mended: [] } } })
    } else if (sharedBy(error)) {
      setAsked({ allowShared: false })
    } else if (BELONGS_TO_FORM.includes(error.code)) onRefused(error)
    else setPhase({ at: 'ready', answer: checked, error })
  }
  const save = async (checked: Answer, comment: string) => {
    setPhase({ at: 'saving', answer: checked })
    let answer: Answer
    try {
      answer = await write({ dryRun: false, comment, allowBrokenTests: allowsBroken, allowShared: asked.allowShared })
    } catch (error) {
      if (!isApiError(error)) throw error
      return refuse(checked, error)
    }
    if (answer.revision === null || !isRouting) return onSaved(answer, null)
    const { revision } = answer
    const report = (serving: Serving) => setPhase({ at: 'publishing', answer, revision, serving })
    report({ state: 'publishing', serving: 0, proxies: 0 })
    try {
      const serving = await waitServing({ revision, kubernetes: answer.kubernetes }, report, leaving.current.signal)
      if (serving.state === 'serving') onSaved(answer, serving)
      else setPhase({ at: 'ended', answer, revision, serving })
    } catch {
      // Stored all the same; whether it is served could not be learnt.
      setPhase({ at: 'ended', answer, revision, serving: { state: 'waiting', serving: 0, proxies: 0 } })
    }
  }
  return {
    phase, save, shared,
    allowsBroken, setAllowsBroken, overrules, setOverrules,
    allowsShared: asked.allowShared,
    setAllowsShared: (allowShared: boolean) => setAsked({ allowShared }),
    checkAgain: () => setAsked({ ...asked }),
  }
}
