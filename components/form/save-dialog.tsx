'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { isApiError, type ApiError } from '#components/api/error.ts'
import type { Override } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import { brokenBy } from '#components/api/route-tests.ts'
import { waitServing, type Serving } from '#components/api/serving.ts'
import type { ApiKind, WriteAnswer } from '#components/api/types.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { DiffView } from '#components/ui/diff-view.tsx'
import { Input } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { DiagnosticList } from './diagnostic-list.tsx'
import { RoutingDiff } from './routing-diff.tsx'
import { SaveProgress } from './save-progress.tsx'
import { hasTests, TestImpactView } from './test-impact.tsx'
import { TouchedRoutes } from './touched-routes.tsx'

type Answer = WriteAnswer<ApiKind>
type Phase =
  | { at: 'checking' }
  | { at: 'unchecked'; error: ApiError }
  | { at: 'ready'; answer: Answer; error?: ApiError }
  | { at: 'saving'; answer: Answer }
  | { at: 'publishing'; answer: Answer; revision: number; serving: Serving }
  | { at: 'ended'; answer: Answer; revision: number; serving: Serving }

export type Write = (options: { dryRun: boolean; comment?: string } & Override) => Promise<Answer>

type Props = {
  title: string
  /** The verb of the last button: "Save route". */
  action: string
  /** The object as it stands, without server fields; undefined when it is new. */
  before: object | undefined
  present: (object: Answer['object']) => object
  write: Write
  /** Where it is no form of one object: what the first part and the way back are called. */
  words?: { object: string; back: string }
  /** False for a workspace itself, which is no part of a revision: nothing is predicted, and no proxy waited for. */
  isRouting?: boolean
  onClose: () => void
  /** Stored, and every proxy serves it (or the reader was told that it does not). */
  onSaved: (answer: Answer, serving: Serving | null) => void
  /** A refusal that belongs to the form: fields, a stale version. */
  onRefused: (error: ApiError) => void
}

const NO_TESTS = { passed: 0, failed: 0, broken: [], mended: [] }
const BELONGS_TO_FORM = ['INVALID', 'BAD_REQUEST', 'STALE_VERSION', 'CONFLICT']

/** Checks first, shows what changes, saves, and is done only when the proxies say so. */
export function SaveDialog({ title, action, before, present, write, words, isRouting = true, onClose, onSaved, onRefused }: Props) {
  const t = useTranslations('form.save')
  const tests = useTranslations('routeTests.save')
  const touched = useTranslations('templates.touches')
  const client = useClient()
  const [phase, setPhase] = useState<Phase>({ at: 'checking' })
  const [comment, setComment] = useState('')
  const [allowed, setAllowed] = useState(false)
  const commentInput = useRef<HTMLInputElement>(null)
  const leaving = useRef(new AbortController())
  const ready = phase.at === 'ready'
  useEffect(() => {
    if (ready) commentInput.current?.focus()
  }, [ready])

  const check = useEffectEvent(async () => {
    setPhase({ at: 'checking' })
    try {
      setPhase({ at: 'ready', answer: await write({ dryRun: true }) })
    } catch (error) {
      if (!isApiError(error)) throw error
      if (BELONGS_TO_FORM.includes(error.code)) onRefused(error)
      else setPhase({ at: 'unchecked', error })
    }
  })
  useEffect(() => {
    leaving.current = new AbortController()
    void check()
    return () => leaving.current.abort()
  }, [])

  const save = async (checked: Answer) => {
    setPhase({ at: 'saving', answer: checked })
    let answer: Answer
    try {
      answer = await write({ dryRun: false, comment, allowBrokenTests: allowed })
    } catch (error) {
      if (!isApiError(error)) throw error
      const broken = brokenBy(error)
      if (broken) {
        // Something else changed since the check: the question is asked anew.
        setAllowed(false)
        setPhase({ at: 'ready', error, answer: { ...checked, routeTests: { ...(checked.routeTests ?? NO_TESTS), broken, failed: broken.length, mended: [] } } })
      } else if (BELONGS_TO_FORM.includes(error.code)) onRefused(error)
      else setPhase({ at: 'ready', answer: checked, error })
      return
    }
    if (answer.revision === null || !isRouting) return onSaved(answer, null)
    const { revision } = answer
    const report = (serving: Serving) => setPhase({ at: 'publishing', answer, revision, serving })
    report({ state: 'publishing', serving: 0, proxies: 0 })
    try {
      const serving = await waitServing(client, revision, report, leaving.current.signal)
      if (serving.state === 'serving') onSaved(answer, serving)
      else setPhase({ at: 'ended', answer, revision, serving })
    } catch {
      // Stored all the same; whether it is served could not be learnt.
      setPhase({ at: 'ended', answer, revision, serving: { state: 'waiting', serving: 0, proxies: 0 } })
    }
  }
  const object = words?.object ?? t('object')
  const unticked = phase.at === 'ready' && !allowed && (phase.answer.routeTests?.broken.length ?? 0) > 0 ? tests('tickFirst') : undefined
  const close = () => (phase.at === 'ended' ? onSaved(phase.answer, phase.serving) : phase.at === 'saving' || phase.at === 'publishing' ? undefined : onClose())
  const shown = phase.at === 'checking' || phase.at === 'unchecked' ? undefined : phase.answer
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={title}
      size="lg"
      modalOnly
      footer={
        phase.at === 'ended' ? (
          <Button variant="primary" onClick={close}>{t('done')}</Button>
        ) : (
          <>
            <Button onClick={close}>{words?.back ?? t('back')}</Button>
            <Button
              variant="primary"
              busy={phase.at === 'checking' || phase.at === 'saving' || phase.at === 'publishing'}
              disabledReason={phase.at === 'unchecked' ? t('notChecked') : unticked}
              onClick={() => shown && void save(shown)}
            >
              {action}
            </Button>
          </>
        )
      }
    >
      {phase.at === 'unchecked' && (
        <Callout tone="bad" title={t('checkFailed')} actions={<Button size="sm" onClick={() => void check()}>{t('retry')}</Button>}>
          {phase.error.message} <code>{phase.error.code}</code>
        </Callout>
      )}
      {phase.at === 'checking' && <div className="space-y-3" aria-label={t('checking')}><Skeleton className="h-4 w-40" /><Skeleton className="h-40 w-full" /></div>}
      {shown && (
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault()
            event.stopPropagation()
            if (phase.at === 'ready' && unticked === undefined) void save(shown)
          }}
        >
          <Part title={object}><DiffView label={object} before={before} after={present(shown.object)} /></Part>
          {isRouting && <Part title={t('routing')}><RoutingDiff changes={shown.routingDiff ?? (phase.at === 'ready' || phase.at === 'saving' ? [] : undefined)} /></Part>}
          {shown.touches && <Part title={touched('title')}><TouchedRoutes touches={shown.touches} /></Part>}
          {shown.routeTests && hasTests(shown.routeTests) && (
            <Part title={tests('title')}><TestImpactView impact={shown.routeTests} allowed={allowed} onAllow={phase.at === 'ready' ? setAllowed : undefined} /></Part>
          )}
          {isRouting && <Part title={t('diagnostics')}><DiagnosticList items={shown.diagnostics} empty={t('noDiagnostics')} /></Part>}
          {isRouting && (phase.at === 'ready' || phase.at === 'saving') ? (
            <label className="block">
              <span className="font-medium">{t('comment')}</span>
              <Input ref={commentInput} value={comment} maxLength={500} placeholder={t('commentExample')} onChange={(event) => setComment(event.target.value)} className="mt-1" />
            </label>
          ) : null}
          {phase.at === 'ready' && phase.error && <Callout tone="bad" title={t('nothingChanged')}>{brokenBy(phase.error) ? tests('refused') : phase.error.message} <code>{phase.error.code}</code></Callout>}
          {phase.at !== 'ready' && phase.at !== 'checking' && phase.at !== 'unchecked' && (
            <SaveProgress {...(phase.at === 'saving' ? {} : { revision: phase.revision, serving: phase.serving })} />
          )}
        </form>
      )}
    </Dialog>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-medium">{title}</h3>
      {children}
    </section>
  )
}
