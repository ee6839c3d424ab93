'use client'
import { Link2, Terminal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { FormProvider, type FieldPath } from 'react-hook-form'
import { toast } from 'sonner'
import { useStatus } from '#components/api/queries.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import { SaveAsTest } from '#components/route-tests/save-as-test.tsx'
import { ClusterBanner } from '#components/shell/cluster-banner.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { Button } from '#components/ui/button.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Answer, AnswerSkeleton } from './answer.tsx'
import { isStreamRequest } from './explanation.ts'
import { NothingAsked } from './nothing-asked.tsx'
import type { RequestForm } from './request-form.ts'
import { RequestPanel } from './request-panel.tsx'
import { SendButton } from './send-button.tsx'
import { SentAnswer } from './sent-answer.tsx'
import { toCurl } from './to-curl.ts'
import { isRefused, useExplanation, useSend } from './use-explanation.ts'
import { useTesterForm, type TesterForm } from './use-tester-form.ts'

/** A typed request at the left, where it would go and why at the right. All of it lives in the URL. */
export function TesterPage() {
  const t = useTranslations('tester')
  const tester = useTesterForm()
  const state = useExplanation(tester.asked)
  const { form } = tester
  const cluster = useClusterWorkspace()
  const answer = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!state.error || !isRefused(state.error)) return
    for (const { path, message } of state.error.issues) form.setError(fieldOf(path, form.getValues()), { type: 'server', message })
  }, [state.error, form])

  return (
    <FormProvider {...form}>
      <PageHeader
        title={t('title')}
        facts={<span>{t('lead')}</span>}
        actions={tester.blank ? undefined : <ShareActions request={tester.typed} />}
      />
      {cluster && <ClusterBanner workspace={cluster.name} />}
      <div className="@container">
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 @min-[920px]:grid-cols-[340px_minmax(0,1fr)]">
          <RequestPanel
            form={form}
            loading={state.loading}
            onSubmit={() => {
              if (!tester.submit()) state.ask()
              // Where the answer stands below the form, it would come unseen.
              const pane = answer.current
              if (pane && pane.getBoundingClientRect().top > window.innerHeight / 2) pane.scrollIntoView({ block: 'start' })
            }}
            onUse={(request) => {
              tester.use(request)
              form.setFocus(request.protocol === 'http' ? 'url' : 'destination')
            }}
          />
          <div ref={answer} className="min-w-0 scroll-mt-16">
            {tester.blank ? <NothingAsked stream={tester.typed.protocol !== 'http'} onUse={tester.use} /> : <AnswerPane tester={tester} state={state} />}
          </div>
        </div>
      </div>
    </FormProvider>
  )
}

/** Where an issue of the API stands on the form: headers by name become headers by row. */
function fieldOf(path: readonly (string | number)[], values: RequestForm): FieldPath<RequestForm> {
  const [first, second] = path.map(String)
  if (first !== 'headers') return (first ?? 'url') as FieldPath<RequestForm>
  const row = values.headers.findIndex(({ name }) => name.trim().toLowerCase() === second)
  return row < 0 ? 'headers' : `headers.${row}.value`
}

function AnswerPane({ tester: { asked }, state }: { tester: TesterForm; state: ReturnType<typeof useExplanation> }) {
  const t = useTranslations('tester')
  const { answered, outdated, error, loading, ask } = state
  const sending = useSend(asked)
  if (error && !isRefused(error)) {
    return (
      <ErrorState title={t('failed')} message={error.message} code={error.code} onRetry={ask} retrying={loading}>
        {answered && <Answer answered={answered} />}
      </ErrorState>
    )
  }
  if (!answered) {
    if (asked.ok && !error) return <AnswerSkeleton />
    return <p className="rounded-lg border bg-surface px-4 py-3 text-muted">{t('fixFields')}</p>
  }
  const sent = sending.error ? (
    <ErrorState
      title={t('send.failed')}
      message={sending.error.message}
      code={sending.error.code}
      onRetry={sending.send}
      retrying={sending.sending}
    />
  ) : (
    sending.sent && <SentAnswer sent={sending.sent} />
  )
  const actions = (
    <div className="flex flex-wrap gap-2">
      {!isStreamRequest(answered.request) && <SaveAsTest request={answered.request} explanation={answered.explanation} />}
      <SendButton asked={asked} sending={sending.sending} onSend={sending.send} />
    </div>
  )
  return <Answer answered={answered} outdated={outdated} actions={actions} sent={sent} />
}

function ShareActions({ request }: { request: RequestForm }) {
  const t = useTranslations('tester')
  const ports = useStatus().data?.proxies.find((proxy) => proxy.ports !== undefined)?.ports
  const copy = async (text: string) => {
    if (await copyText(text)) toast(t('copied'))
  }
  const curl = () => {
    const port = /^https:/i.test(request.url) ? ports?.https : ports?.http
    return toCurl(request, port === undefined ? undefined : `${window.location.hostname}:${port}`)
  }
  return (
    <>
      {request.protocol === 'http' && <Button icon={<Terminal size={14} aria-hidden />} onClick={() => void copy(curl())}>{t('curl.copy')}</Button>}
      <Button icon={<Link2 size={14} aria-hidden />} onClick={() => void copy(window.location.href)}>{t('copyLink')}</Button>
    </>
  )
}
