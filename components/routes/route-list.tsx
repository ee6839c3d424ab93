'use client'
import { GitBranchPlus, Power, Search } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { Badge } from '#components/ui/badge.tsx'
import type { Column } from '#components/ui/table.tsx'
import { Answer } from './route-answer.tsx'
import { addresses, limitsOf } from './route-match.ts'
import { RouteState } from './route-state.tsx'
import { testerLink } from './tester-link.ts'
import { ToggleDialog } from './toggle-dialog.tsx'
import { TrafficCell } from './traffic-cell.tsx'
import { useActiveCanaries } from './use-canaries.ts'

type Row = ApiObject<'routes'>

export function RouteList() {
  const t = useTranslations('routes')
  const router = useRouter()
  const canaries = useActiveCanaries()
  const [toggling, setToggling] = useState<Row>()
  const inCluster = useClusterWorkspace() !== undefined
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: 'match', header: t('list.match'), shrink: '13vw', cell: (route) => <Addresses route={route} showLimits={inCluster} /> },
      { id: 'service', header: t('list.service'), hideBelow: 'sm', shrink: '14vw', cell: (route) => <Destination route={route} canary={canaries.get(route.name)} /> },
      // Ingresses hardly ever limit these; the width goes to what a route was read from, and a limit stands beside the address.
      ...(inCluster ? [] : limitColumns(t('list.methods'), t('list.protocols'), t('list.any'))),
      { id: 'traffic', header: t('list.traffic'), align: 'end', hideBelow: 'md', width: '104px', cell: (route) => <TrafficCell route={route.name} /> },
      // On a phone the word gives way to its icon, so that a row still says what, where and how in one line.
      { id: 'state', header: t('list.state'), width: 'min(128px, 11vw)', cell: (route) => <span className="max-sm:[&_svg+span]:sr-only"><RouteState name={route.name} enabled={route.enabled} /></span> },
    ],
    [t, canaries, inCluster],
  )
  const readOnly = useReadOnly('routes')
  return (
    <>
      <ObjectList
        kind="routes"
        switchable
        filters={['host:', 'service:', 'filter:', 'template:', 'tag:', 'status:error', 'status:warning', 'status:disabled']}
        empty={{ at: 'route', text: t('list.empty') }}
        columns={columns}
        rowActions={(route) => [
          { label: t('test'), icon: <Search size={14} aria-hidden />, onSelect: () => router.push(testerLink(route)) },
          {
            label: t('startCanary'),
            icon: <GitBranchPlus size={14} aria-hidden />,
            disabledReason: readOnly ?? (canaries.has(route.name) ? t('hasCanary', { name: canaries.get(route.name)!.name }) : route.service === undefined ? t('nothingToSplit') : undefined),
            onSelect: () => router.push(pb.newCanary({ route: route.name })),
          },
          {
            label: route.enabled ? t('toggle.action.disable') : t('toggle.action.enable'),
            icon: <Power size={14} aria-hidden />,
            disabledReason: readOnly,
            onSelect: () => setToggling(route),
          },
        ]}
      />
      <ToggleDialog route={toggling} onClose={() => setToggling(undefined)} />
    </>
  )
}

const limitColumns = (methods: string, protocols: string, any: string): Column<Row>[] => [
  { id: 'methods', header: methods, hideBelow: 'xl', cell: (route) => <span className="text-muted">{route.methods.length === 0 ? any : route.methods.join(', ')}</span> },
  { id: 'protocols', header: protocols, hideBelow: 'lg', cell: (route) => <span className="text-muted">{route.protocols.join(', ')}</span> },
]

const SHOWN = 1

/** `showLimits`: with methods and protocols, where a route does not take all. */
function Addresses({ route, showLimits }: { route: Row; showLimits: boolean }) {
  const t = useTranslations('routes')
  const { shown, more } = addresses(route, SHOWN)
  const all = addresses(route, 20).shown.join('\n')
  const limits = showLimits ? limitsOf(route).join(' · ') : ''
  return (
    <span title={[all, limits].filter((line) => line !== '').join('\n')} className="inline-flex max-w-full items-center gap-1.5 max-sm:max-w-28">
      <span className="truncate">
        {shown.length === 0 ? <span className="text-muted">{t('list.anyAddress')}</span> : <span className="font-mono text-xs">{shown.join(', ')}</span>}
        {limits !== '' && <span className="ml-2 text-muted">{limits}</span>}
      </span>
      {more > 0 && <Badge>+{more}</Badge>}
    </span>
  )
}

/** The service, and the split if there is one. */
function Destination({ route, canary }: { route: Row; canary: ApiObject<'canaries'> | undefined }) {
  const t = useTranslations('routes')
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <span aria-hidden className="text-faint">→</span>
      {route.service === undefined ? (
        <Answer route={route} />
      ) : (
        <Link href={pb.services.one(route.service)} className="relative z-1 truncate rounded-sm font-mono text-xs hover:text-accent-ink hover:underline">{route.service}</Link>
      )}
      {canary !== undefined && (
        <Link href={pb.canaries.one(canary.name)} className="relative z-1 rounded-sm">
          <Badge className="border-accent/40 bg-accent-soft text-accent-ink">{t('list.canary', { share: canary.weight / 100 })}</Badge>
        </Link>
      )}
    </span>
  )
}
