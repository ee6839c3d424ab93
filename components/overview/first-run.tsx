'use client'
import { ArrowRight, CircleCheck } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import { useList } from '#components/api/queries.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { PathDrawing } from '#components/ui/path-drawing.tsx'

/** Leads from nothing to the first answered request: upstream, service, route, tester. */
export function FirstRun() {
  const t = useTranslations('overview.first')
  const readOnly = useReadOnly('routes')
  const upstreams = useList('upstreams', { limit: 1 }).data?.total ?? 0
  const services = useList('services', { limit: 1 }).data?.total ?? 0
  const steps = [
    { id: 'upstream', done: upstreams > 0, href: pb.upstreams.create() },
    { id: 'service', done: services > 0, href: pb.services.create() },
    { id: 'route', done: false, href: pb.routes.create() },
    { id: 'test', done: false, href: pb.tester() },
  ] as const
  const next = steps.findIndex((step) => !step.done)
  return (
    <section aria-labelledby="first-run" className="rounded-lg border bg-surface p-5">
      <h2 id="first-run" className="text-lg font-semibold">{t('title')}</h2>
      <p className="mt-1 mb-4 max-w-2xl text-muted">{t('text')}</p>
      <PathDrawing at={next === 0 ? 'upstream' : next === 1 ? 'service' : 'route'} />
      <ol className="mt-4 max-w-2xl divide-y border-y">
        {steps.map((step, index) => (
          <li key={step.id} className="flex min-h-12 items-center gap-3 py-2">
            {step.done ? (
              <CircleCheck size={20} className="shrink-0 text-ok" aria-label={t('done')} />
            ) : (
              <span aria-hidden className="flex size-5 shrink-0 items-center justify-center rounded-full border border-control text-xs text-muted tabular-nums">{index + 1}</span>
            )}
            <div className="min-w-0 flex-1">
              <div className={step.done ? 'text-muted' : 'font-medium'}>{t(`steps.${step.id}.title`)}</div>
              <div className="text-xs text-muted">{t(`steps.${step.id}.text`)}</div>
            </div>
            {!step.done && (readOnly === undefined || step.id === 'test' ? (
              <Link href={step.href} className={buttonClass(index === next ? 'primary' : 'secondary')}>{t(`steps.${step.id}.action`)}<ArrowRight size={14} aria-hidden /></Link>
            ) : (
              <Button disabledReason={readOnly}>{t(`steps.${step.id}.action`)}</Button>
            ))}
          </li>
        ))}
      </ol>
      <p className="mt-4 mb-2 text-muted">{t('demo')}</p>
      <div className="max-w-md"><CodeBlock label={t('demoCommand')}>npm run demo</CodeBlock></div>
    </section>
  )
}
