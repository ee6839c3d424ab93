'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { ApiError } from '#components/api/error.ts'
import { brokenBy } from '#components/api/route-tests.ts'
import type { Serving } from '#components/api/serving.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { KeeperWarning } from '#components/kubernetes/keeper-warning.tsx'
import { keptByOthers } from '#components/kubernetes/keepers.ts'
import { KubernetesChanges } from '#components/kubernetes/kubernetes-changes.tsx'
import { SharedQuestion } from '#components/kubernetes/shared-question.tsx'
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
import { useSaveSteps, type Answer, type Write } from './use-save-steps.ts'

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

/** Checks first, shows what changes, saves, and is done only when the proxies say so. */
export function SaveDialog({ title, action, before, present, write, words, isRouting = true, onClose, onSaved, onRefused }: Props) {
  const t = useTranslations('form.save')
  const tests = useTranslations('routeTests.save')
  const touched = useTranslations('templates.touches')
  const kubernetes = useTranslations('kubernetes')
  const inCluster = useClusterWorkspace() !== undefined
  const steps = useSaveSteps({ write, isRouting, onSaved, onRefused })
  const { phase, shared, allowsBroken, overrules, allowsShared } = steps
  const [comment, setComment] = useState('')
  const commentInput = useRef<HTMLInputElement>(null)
  const ready = phase.at === 'ready'
  const isKept = ready && keptByOthers(phase.answer.kubernetes).length > 0
  // What has to be ticked stands at the top: nothing may scroll it away.
  const asks = isKept || shared !== undefined
  useEffect(() => {
    if (ready && !asks) commentInput.current?.focus()
  }, [ready, asks])

  const object = words?.object ?? t('object')
  const unticked =
    phase.at !== 'ready' ? undefined
    : !allowsBroken && (phase.answer.routeTests?.broken.length ?? 0) > 0 ? tests('tickFirst')
    : !overrules && isKept ? kubernetes('keeper.tickFirst')
    : undefined
  const notYet = phase.at === 'unchecked' ? t('notChecked') : phase.at === 'asked' ? kubernetes('shared.tickFirst') : unticked
  const close = () => (phase.at === 'ended' ? onSaved(phase.answer, phase.serving) : phase.at === 'saving' || phase.at === 'publishing' ? undefined : onClose())
  const shown = 'answer' in phase ? phase.answer : undefined
  const isOpen = phase.at === 'ready' || phase.at === 'saving'
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
              disabledReason={notYet}
              onClick={() => shown && void steps.save(shown, comment)}
            >
              {action}
            </Button>
          </>
        )
      }
    >
      {phase.at === 'unchecked' && (
        <Callout tone="bad" title={t('checkFailed')} actions={<Button size="sm" onClick={steps.checkAgain}>{t('retry')}</Button>}>
          {phase.error.message} <code>{phase.error.code}</code>
        </Callout>
      )}
      {shared && (phase.at === 'asked' || phase.at === 'checking' || isOpen) && (
        <div className="mb-4"><SharedQuestion shared={shared} checked={allowsShared} onChange={phase.at === 'saving' ? undefined : steps.setAllowsShared} /></div>
      )}
      {phase.at === 'checking' && <div className="space-y-3" aria-label={t('checking')}><Skeleton className="h-4 w-40" /><Skeleton className="h-40 w-full" /></div>}
      {shown && (
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault()
            event.stopPropagation()
            if (phase.at === 'ready' && unticked === undefined) void steps.save(shown, comment)
          }}
        >
          <KeeperWarning changes={isOpen ? shown.kubernetes : undefined} checked={overrules} onChange={ready ? steps.setOverrules : undefined} />
          <Part title={object}><DiffView label={object} before={before} after={present(shown.object)} /></Part>
          {shown.kubernetes && <Part title={kubernetes('changes.title')}><KubernetesChanges changes={shown.kubernetes} /></Part>}
          {isRouting && <Part title={t('routing')}><RoutingDiff changes={shown.routingDiff ?? (isOpen ? [] : undefined)} /></Part>}
          {shown.touches && <Part title={touched('title')}><TouchedRoutes touches={shown.touches} /></Part>}
          {shown.routeTests && hasTests(shown.routeTests) && (
            <Part title={tests('title')}><TestImpactView impact={shown.routeTests} allowed={allowsBroken} onAllow={ready ? steps.setAllowsBroken : undefined} /></Part>
          )}
          {isRouting && <Part title={t('diagnostics')}><DiagnosticList items={shown.diagnostics} empty={t('noDiagnostics')} /></Part>}
          {isRouting && isOpen ? (
            <label className="block">
              <span className="font-medium">{t('comment')}</span>
              <Input ref={commentInput} value={comment} maxLength={500} placeholder={t('commentExample')} onChange={(event) => setComment(event.target.value)} className="mt-1" />
            </label>
          ) : null}
          {phase.at === 'ready' && phase.error && <Callout tone="bad" title={t('nothingChanged')}>{brokenBy(phase.error) ? tests('refused') : phase.error.message} <code>{phase.error.code}</code></Callout>}
          {phase.at === 'saving' && <InView><SaveProgress inCluster={inCluster} /></InView>}
          {'revision' in phase && <InView><SaveProgress inCluster={inCluster} revision={phase.revision} serving={phase.serving} /></InView>}
        </form>
      )}
    </Dialog>
  )
}

/** Below what may be a long list of differences. */
function InView({ children }: { children: React.ReactNode }) {
  return <div ref={(element) => element?.scrollIntoView({ block: 'nearest' })}>{children}</div>
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 font-medium">{title}</h3>
      {children}
    </section>
  )
}
