'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'
import { objectPath } from '#components/api/path-builder.ts'
import { PathDiagram } from '#components/diagram/path-diagram.tsx'
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx'
import { HTTP_FIELDS, STREAM_FIELDS } from './candidate-marks.ts'
import { CandidatesTable } from './candidates-table.tsx'
import { isStreamRequest } from './explanation.ts'
import { FilterSteps } from './filter-steps.tsx'
import { Targets } from './targets.tsx'
import { UpstreamRequest } from './upstream-request.tsx'
import type { Answered } from './use-explanation.ts'
import { Verdict } from './verdict.tsx'

type Props = { answered: Answered; outdated?: boolean; actions?: ReactNode; sent?: ReactNode }

/** Where the request goes and why. `outdated`: of the request before, until its own answer comes. */
export function Answer({ answered: { request, explanation }, outdated, actions, sent }: Props) {
  const [filter, setFilter] = useQueryState('q', parseAsString.withDefault('').withOptions({ throttleMs: 300 }))
  const stream = isStreamRequest(request)
  return (
    <div className={clsx('space-y-4 transition-opacity duration-100', outdated && 'opacity-60')}>
      <section className="rounded-lg border bg-surface">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
          <div aria-live="polite" className="min-w-0 flex-1 basis-64"><Verdict explanation={explanation} stream={stream} /></div>
          {actions}
        </div>
        <div className="border-t px-4 py-3"><PathDiagram explanation={explanation} stream={stream} hrefOf={objectPath} link={Link} /></div>
      </section>
      {sent}
      {explanation.filters.length > 0 && <FilterSteps filters={explanation.filters} />}
      {(explanation.targets.length > 0 || explanation.canary !== null) && <Targets explanation={explanation} stream={stream} />}
      {!stream && explanation.upstreamRequest !== null && (
        <UpstreamRequest client={request} upstream={explanation.upstreamRequest} rewrite={explanation.rewrite} />
      )}
      <CandidatesTable
        explanation={explanation}
        fields={stream ? STREAM_FIELDS : HTTP_FIELDS}
        filter={filter}
        onFilter={(text) => void setFilter(text === '' ? null : text)}
      />
    </div>
  )
}

/** The size of an answer that is on its way. */
export function AnswerSkeleton() {
  const t = useTranslations('tester')
  return (
    <div role="status" aria-label={t('loading')} className="space-y-4">
      <div className="rounded-lg border bg-surface">
        <div className="space-y-2 px-4 py-3"><Skeleton className="h-4 w-24" /><Skeleton className="h-5 w-80 max-w-full" /></div>
        <div className="flex flex-wrap gap-4 border-t px-4 py-3">
          {Array.from({ length: 5 }, (_, index) => <Skeleton key={index} className="h-11 w-24" />)}
        </div>
      </div>
      <div className="rounded-lg border bg-surface"><SkeletonRows rows={5} columns={4} /></div>
    </div>
  )
}
