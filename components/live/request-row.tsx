'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useApi } from '#components/api/provider.tsx'
import type { TailRecord } from '#components/api/requests.ts'
import { Badge } from '#components/ui/badge.tsx'
import { rowLinkClass } from '#components/ui/table.tsx'
import { COLUMNS, type ColumnId } from './columns.ts'
import { pageOf } from './request-links.ts'
import { StatusCode } from './status-code.tsx'
import { endOf } from './tail.ts'
import { useUnits } from './use-units.ts'

type Props = {
  record: TailRecord
  index: number
  /** By Tab: one row is, the arrows lead to the others. */
  inReach: boolean
  onOpen: (record: TailRecord) => void
}

/** One request: its address opens the details, its route leads to the route. */
export function RequestRow({ record, index, inReach, onOpen }: Props) {
  const units = useUnits()
  const { method, host, target, service, endpoint, answer } = record
  const cells: Record<ColumnId, ReactNode> = {
    ended: <span className="font-mono text-xs text-muted">{units.clock(endOf(record))}<span className="@max-[560px]:hidden">{units.millis(endOf(record))}</span></span>,
    method: <span className="font-mono text-xs">{method}</span>,
    address: (
      <button
        type="button"
        tabIndex={inReach ? 0 : -1}
        title={`${host}${target}`}
        onClick={() => onOpen(record)}
        className={clsx(rowLinkClass, 'block max-w-full truncate text-left font-mono text-xs font-normal')}
      >
        <span className="@min-[561px]:hidden">{method} </span>
        <span className="text-muted @max-[560px]:hidden">{host}</span>
        {target}
      </button>
    ),
    status: <StatusCode status={record.status} />,
    route: <RouteCell record={record} inReach={inReach} />,
    service: <span title={service}>{service}</span>,
    // What the proxy had to say stands before who was to answer.
    answered: answer === '' ? <span title={endpoint} className="font-mono text-xs">{endpoint}</span> : <code title={`${answer} ${endpoint}`} className="text-muted">{answer}</code>,
    duration: <span className="tabular-nums">{units.duration(record.durationMs)}</span>,
    bytes: <span className="text-muted tabular-nums">{units.bytes(record.bytesOut)}</span>,
  }
  return (
    <tr data-index={index} aria-rowindex={index + 2} className="group relative hover:bg-hover">
      {COLUMNS.map(({ id, className, end }) => (
        <td key={id} className={clsx('h-8 truncate border-b px-2 first:pl-3 last:pr-3', end && 'text-right', className)}>{cells[id]}</td>
      ))}
    </tr>
  )
}

function RouteCell({ record: { route, workspace: of, side }, inReach }: { record: TailRecord; inReach: boolean }) {
  const t = useTranslations('live')
  const { workspace } = useApi()
  if (route === '') return <span className="text-faint">{t('noRoute')}</span>
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Link href={pageOf('routes', route, of, workspace)} tabIndex={inReach ? 0 : -1} title={route} className="relative z-1 min-w-0 truncate rounded-sm hover:text-accent-ink hover:underline">{route}</Link>
      {side === 'canary' && <Badge className="shrink-0">{t('canary')}</Badge>}
    </span>
  )
}
