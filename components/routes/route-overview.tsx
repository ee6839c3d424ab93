'use client'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { effectiveFilters } from '#lib/model/template.ts'
import { pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { RouteReach } from '#components/cluster/route-reach.tsx'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { useDiagnosticsOf } from '#components/shell/object-state.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { KeyValues, type KeyValue } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { pathText, peerText } from './route-match.ts'
import { rewriteOf, type Rewrite } from './rewrite-values.ts'
import { ReachPanel } from './reach-panel.tsx'
import { RouteFilters } from './route-filters.tsx'
import { isStream } from './route-values.ts'
import { useTemplates } from './use-templates.ts'

/** What a route matches and what it does, field by field; how to reach it. */
export function RouteOverview({ route }: { route: ApiObject<'routes'> }) {
  const t = useTranslations('routes')
  const diagnostics = useDiagnosticsOf('routes', route.name)
  return (
    <div className="space-y-4">
      {diagnostics.length > 0 && <Panel title={t('overview.diagnostics')}><DiagnosticList items={diagnostics} /></Panel>}
      <RouteReach route={route.name} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title={t('overview.matches')}><KeyValues items={useMatches(route)} /></Panel>
        <Panel title={t('overview.does')}><KeyValues items={useDoes(route)} /></Panel>
      </div>
      <RouteFilters route={route} />
      <ReachPanel route={route} />
    </div>
  )
}

const SHOWN = 12

function Monos({ items, none }: { items: readonly string[]; none: string }) {
  if (items.length === 0) return <span className="text-muted">{none}</span>
  return (
    <ul className="min-w-0">
      {items.slice(0, SHOWN).map((item) => <li key={item} className="min-w-0"><Mono copy>{item}</Mono></li>)}
      {items.length > SHOWN && <li className="text-muted">+{items.length - SHOWN}</li>}
    </ul>
  )
}

function useMatches(route: ApiObject<'routes'>): KeyValue[] {
  const t = useTranslations('routes')
  const named = (record: Record<string, string[]>) => Object.entries(record).map(([name, values]) => `${name}: ${values.join(' | ')}`)
  const row = (label: string, items: readonly string[], always = false): KeyValue[] =>
    items.length === 0 && !always ? [] : [{ label, value: <Monos items={items} none={t('overview.any')} /> }]
  const stream = isStream(route.protocols)
  return [
    { label: t('form.protocols'), value: <Words words={route.protocols} /> },
    ...row(t('form.hosts'), route.hosts, !stream),
    ...row(t('form.paths'), route.paths.map(pathText), !stream),
    ...(stream ? [] : [{ label: t('form.methods'), value: route.methods.length === 0 ? <span className="text-muted">{t('overview.any')}</span> : <Words words={route.methods} /> }]),
    ...row(t('form.headers'), named(route.headers)),
    ...row(t('form.query'), named(route.query)),
    ...row(t('form.snis'), route.snis),
    ...row(t('form.peers.sources.label'), route.sources.map(peerText), stream),
    ...row(t('form.peers.destinations.label'), route.destinations.map(peerText), stream),
    ...row(t('form.listeners'), route.listeners ?? []),
    ...(route.kubernetes?.defaultBackend ? [{ label: t('place.defaultBackend'), value: t('overview.yes') }] : []),
    ...(route.kubernetes?.certificate === undefined ? [] : [{ label: t('place.certificate'), value: <CertificateLink name={route.kubernetes.certificate} /> }]),
    ...(route.useRegex === undefined ? [] : [{ label: t('form.useRegex'), value: route.useRegex ? t('overview.yes') : t('overview.no') }]),
  ]
}

const CertificateLink = ({ name }: { name: string }) => (
  <Link href={pb.certificates.one(name)} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link>
)

const Words = ({ words }: { words: readonly string[] }) => <span className="flex flex-wrap gap-1">{words.map((word) => <Badge key={word} mono>{word}</Badge>)}</span>

function useDoes(route: ApiObject<'routes'>): KeyValue[] {
  const t = useTranslations('routes')
  const yes = (on: boolean): ReactNode => (on ? t('overview.yes') : t('overview.no'))
  const http = !isStream(route.protocols)
  const { find } = useTemplates()
  const rewrite = rewriteOf(route.rewriteTarget, effectiveFilters(route, find).map(({ filter }) => filter))
  return [
    {
      label: t('form.service'),
      value: route.service === undefined ? <span className="text-muted">{t('overview.noService')}</span> : <Link href={pb.services.one(route.service)} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{route.service}</Link>,
    },
    ...(http
      ? [
          ...(rewrite.kind === 'none' ? [{ label: t('form.stripPath'), value: yes(route.stripPath) }] : [{ label: t('overview.rewrite'), value: <RewriteWords rewrite={rewrite} /> }]),
          { label: t('form.preserveHost'), value: yes(route.preserveHost) },
          { label: t('form.httpsRedirectStatusCode'), value: <span className="tabular-nums">{route.httpsRedirectStatusCode}</span> },
          ...(rewrite.kind === 'none' ? [{ label: t('form.pathHandling'), value: route.pathHandling }] : []),
          { label: t('form.regexPriority'), value: <span className="tabular-nums">{route.regexPriority}</span> },
          { label: t('form.requestBuffering'), value: yes(route.requestBuffering) },
          { label: t('form.responseBuffering'), value: yes(route.responseBuffering) },
        ]
      : []),
    { label: t('form.tags'), value: route.tags.length === 0 ? <span className="text-muted">–</span> : <Words words={route.tags} /> },
  ]
}

/** Strip path and path handling do not apply beside it, so it stands in their place. */
function RewriteWords({ rewrite: { kind, value, pattern, replacement, target } }: { rewrite: Rewrite }) {
  const t = useTranslations('routes.overview')
  if (kind === 'none') return null
  return (
    <span className="block min-w-0">
      <span className="block">{t(`rewrites.${kind}`)}</span>
      <Mono copy>{kind === 'regex' ? `${pattern} → ${replacement}` : kind === 'groups' ? target : value === '' ? '/' : value}</Mono>
    </span>
  )
}
