'use client'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState, type KeyboardEvent } from 'react'
import { isApiError } from '#components/api/error.ts'
import { pb } from '#components/api/path-builder.ts'
import { useStatus } from '#components/api/queries.ts'
import { useUnmatched, type UnmatchedRequest } from '#components/api/requests.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { rowLinkClass, Table, type Column } from '#components/ui/table.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { Nearest } from './nearest.tsx'
import { RequestDetail } from './request-detail.tsx'
import { testerLink } from './request-links.ts'
import { statusTrouble } from './trouble.ts'
import { useUnits } from './use-units.ts'

/** What is counted as the same. */
const keyOf = ({ record: { method, host, target } }: UnmatchedRequest) => `${method} ${host.toLowerCase()} ${target.split('?')[0]}`

/** Up and down lead from one row's details to the next one's. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const row = (event.target as HTMLElement).closest('button')?.closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : event.key === 'ArrowUp' ? row?.previousElementSibling : null
  const button = next?.querySelector('button')
  if (!button) return
  event.preventDefault()
  button.focus()
}

/** The last requests that no route took, each with the route that came nearest and why that did not. */
export function UnmatchedView() {
  const t = useTranslations('live')
  const units = useUnits()
  // Rows come in the order of their last request: they keep still while a pointer or the focus is among them.
  const [over, setOver] = useState(false)
  const [within, setWithin] = useState(false)
  const [opened, setOpened] = useState<UnmatchedRequest>()
  const query = useUnmatched({ held: over || within || opened !== undefined })
  const items = query.data?.items ?? []
  const trouble = statusTrouble(useStatus().data)
  const columns: Column<UnmatchedRequest>[] = [
    { id: 'last', header: t('unmatched.last'), width: '132px', hideBelow: 'sm', cell: ({ record }) => <span className="text-muted"><RelativeTime at={new Date(record.at).toISOString()} /></span> },
    { id: 'count', header: t('unmatched.count'), align: 'end', width: '72px', cell: ({ count }) => <span className="tabular-nums">{units.count(count)}</span> },
    { id: 'method', header: t('column.method'), width: '80px', hideBelow: 'sm', cell: ({ record }) => <span className="font-mono text-xs">{record.method}</span> },
    { id: 'address', header: t('column.address'), shrink: 'max(24vw, 168px)', cell: (item) => <Address item={item} onOpen={() => setOpened(item)} /> },
    { id: 'nearest', header: t('unmatched.nearest'), shrink: '28vw', cell: ({ nearest }) => <Nearest nearest={nearest} brief /> },
    { id: 'explain', header: <span className="sr-only">{t('explain')}</span>, align: 'end', width: '48px', hideBelow: 'sm', cell: ({ record }) => <Explain link={testerLink(record)} /> },
  ]
  const table = (
    <div
      role="presentation"
      onKeyDown={walk}
      onPointerEnter={() => setOver(true)}
      onPointerLeave={() => setOver(false)}
      onFocus={(event) => setWithin(event.target.matches(':focus-visible'))}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setWithin(false)}
    >
      <Table label={t('unmatched.title')} rows={items} rowKey={keyOf} columns={columns} tall />
    </div>
  )
  return (
    <>
      {trouble && items.length > 0 && <div className="mb-3"><Callout tone="warn" title={t(`state.${trouble}`)} /></div>}
      {query.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('unmatched.loading')}><SkeletonRows rows={8} columns={5} /></div>
      ) : query.isError ? (
        <ErrorState title={t('unmatched.failed')} message={query.error.message} code={isApiError(query.error) ? query.error.code : undefined} onRetry={() => void query.refetch()} retrying={query.isFetching}>
          {items.length > 0 ? table : undefined}
        </ErrorState>
      ) : items.length > 0 ? (
        table
      ) : trouble ? (
        <EmptyState title={t(`empty.${trouble}.title`)} actions={<Link href={pb.proxies()} className={buttonClass()}>{t('empty.proxies')}</Link>}>{t(`empty.${trouble}.text`)}</EmptyState>
      ) : (
        <EmptyState title={t('unmatched.noneTitle')} at="route">{t('unmatched.noneText')}</EmptyState>
      )}
      <RequestDetail record={opened?.record} nearest={opened?.nearest} onClose={() => setOpened(undefined)} />
    </>
  )
}

function Address({ item: { record }, onOpen }: { item: UnmatchedRequest; onOpen: () => void }) {
  const { host, target } = record
  return (
    <button type="button" title={`${host}${target}`} onClick={onOpen} className={`${rowLinkClass} block max-w-full truncate text-left font-mono text-xs font-normal`}>
      <span className="text-muted">{host}</span>
      {target}
    </button>
  )
}

function Explain({ link }: { link: string | undefined }) {
  const t = useTranslations('live')
  const icon = <Search size={14} aria-hidden />
  return (
    <span className="relative z-1">
      {link === undefined ? (
        <IconButton size="sm" label={t('explain')} disabledReason={t('noUrl')}>{icon}</IconButton>
      ) : (
        <Tooltip text={t('explain')}>
          <Link href={link} aria-label={t('explain')} className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink">{icon}</Link>
        </Tooltip>
      )}
    </span>
  )
}
