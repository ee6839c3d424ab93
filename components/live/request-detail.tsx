'use client'
import { Braces, Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { toast } from 'sonner'
import { useApi } from '#components/api/provider.tsx'
import type { NearestRoute, RequestRecord } from '#components/api/requests.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { Drawer } from '#components/ui/drawer.tsx'
import { KeyValues, type KeyValue } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Nearest } from './nearest.tsx'
import { pageOf, testerLink } from './request-links.ts'
import { CLIENT_GONE, StatusCode } from './status-code.tsx'
import { endOf } from './tail.ts'
import { useUnits } from './use-units.ts'

type Shown = RequestRecord & { proxy?: string }
type Props = {
  /** Undefined: closed. */
  record: Shown | undefined
  /** Of a request that no route took: what came nearest; null: nothing. */
  nearest?: NearestRoute | null
  onClose: () => void
}

/** All that is known of one request, beside the list. */
export function RequestDetail({ record, nearest, onClose }: Props) {
  return (
    <Drawer
      open={record !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={record && <span className="font-mono text-sm" title={`${record.method} ${record.host}${record.target}`}>{record.method} {record.host}{record.target}</span>}
      footer={record && <Actions record={record} />}
    >
      {record && <Facts record={record} nearest={nearest} />}
    </Drawer>
  )
}

function Actions({ record }: { record: Shown }) {
  const t = useTranslations('live')
  const link = testerLink(record)
  const icon = <Search size={14} aria-hidden />
  const copy = async () => {
    if (await copyText(JSON.stringify(record, null, 2))) toast(t('detail.copied'))
  }
  return (
    <>
      <Button icon={<Braces size={14} aria-hidden />} onClick={() => void copy()}>{t('detail.copyJson')}</Button>
      {link === undefined
        ? <Button variant="primary" icon={icon} disabledReason={t('noUrl')}>{t('explain')}</Button>
        : <Link href={link} className={buttonClass('primary')}>{icon}{t('explain')}</Link>}
    </>
  )
}

/** Whole, however long: here is where one reads it. */
const Long = ({ children }: { children: string }) => (
  <span className="flex items-start gap-0.5">
    <span className="min-w-0 py-0.5 font-mono text-xs break-all">{children}</span>
    <CopyButton text={children} what={children} />
  </span>
)

const long = (label: ReactNode, text: string): KeyValue[] => (text === '' ? [] : [{ label, value: <Long>{text}</Long> }])

/** What is empty is left out, but for what says something by being empty. */
const fact = (label: ReactNode, text: string, copy = true): KeyValue[] => (text === '' ? [] : [{ label, value: <Mono copy={copy}>{text}</Mono> }])

/** Who answered, where that was not simply the target. */
function answeredBy({ answer, status, upstreamMs }: RequestRecord): 'proxy' | 'cut' | 'gone' | undefined {
  if (answer !== '') return upstreamMs === null ? 'proxy' : 'cut'
  return status === CLIENT_GONE ? 'gone' : undefined
}

function Facts({ record, nearest }: { record: Shown; nearest: NearestRoute | null | undefined }) {
  const t = useTranslations('live')
  const units = useUnits()
  const { workspace } = useApi()
  const by = answeredBy(record)
  const link = (kind: 'routes' | 'services', name: string) => <Link href={pageOf(kind, name, record.workspace, workspace)} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link>
  const moment = (at: number) => <span className="tabular-nums">{units.moment(at)}</span>
  const groups: { title: string; items: KeyValue[] }[] = [
    {
      title: t('detail.answer'),
      items: [
        { label: t('column.status'), value: <StatusCode status={record.status} /> },
        ...(by === undefined ? [] : [{ label: t('detail.by'), value: <span className="flex flex-wrap items-center gap-x-2">{t(`detail.from.${by}`)} {record.answer !== '' && <Mono copy>{record.answer}</Mono>}</span> }]),
        ...fact(t('detail.requestId'), record.requestId),
        ...fact(t('detail.traceId'), record.traceId),
        { label: t('column.duration'), value: units.duration(record.durationMs) },
        ...(record.upstreamMs === null ? [] : [{ label: t('detail.upstreamMs'), value: units.duration(record.upstreamMs) }]),
        { label: t('detail.began'), value: moment(record.at) },
        { label: t('column.ended'), value: moment(endOf(record)) },
        { label: t('detail.bytesIn'), value: units.bytes(record.bytesIn) },
        { label: t('detail.bytesOut'), value: units.bytes(record.bytesOut) },
      ],
    },
    {
      title: t('detail.way'),
      items: [
        ...fact(t('detail.proxy'), record.proxy ?? ''),
        ...fact(t('detail.listener'), record.listener, false),
        ...(record.workspace === '' || record.workspace === workspace ? [] : fact(t('detail.workspace'), record.workspace, false)),
        {
          label: t('column.route'),
          value: record.route === '' ? <span className="text-muted">{t('noRoute')}</span> : <span className="flex items-center gap-2">{link('routes', record.route)}{record.side === 'canary' && <Badge>{t('canary')}</Badge>}</span>,
        },
        ...(nearest === undefined ? [] : [{ label: t('unmatched.nearest'), value: <Nearest nearest={nearest} /> }]),
        ...(record.service === '' ? [] : [{ label: t('column.service'), value: link('services', record.service) }]),
        ...fact(t('detail.endpoint'), record.endpoint),
        ...(record.route === '' ? [] : [{ label: t('detail.tries'), value: record.tries }]),
      ],
    },
    {
      title: t('detail.request'),
      items: [
        { label: t('column.method'), value: <Mono>{record.method}</Mono> },
        ...fact(t('filter.host'), record.host),
        ...long(t('detail.target'), record.target),
        { label: t('detail.protocol'), value: `${record.protocol} · HTTP/${record.version}` },
        ...fact(t('detail.sni'), record.sni),
        ...fact(t('detail.client'), record.clientAddress),
        ...long(t('detail.userAgent'), record.userAgent),
        ...long(t('detail.referer'), record.referer),
        ...fact(t('detail.id'), record.id),
      ],
    },
  ]
  return (
    <div className="space-y-5 sm:[&_dl]:grid-cols-[152px_minmax(0,1fr)]">
      {groups.map(({ title, items }) => (
        <section key={title} aria-label={title}>
          <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
          <KeyValues items={items} />
        </section>
      ))}
    </div>
  )
}
