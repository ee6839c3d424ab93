'use client'
import { GitBranchPlus, Power, Search } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { pb } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Answer } from './route-answer.tsx'
import { addresses, matchLine } from './route-match.ts'
import { RouteDiagram } from './route-diagram.tsx'
import { RouteOverview } from './route-overview.tsx'
import { RouteState } from './route-state.tsx'
import { RouteTester } from './route-tester-tab.tsx'
import { RouteTraffic } from './route-traffic-tab.tsx'
import { testerLink } from './tester-link.ts'
import { ToggleDialog } from './toggle-dialog.tsx'
import { TrafficCell } from './traffic-cell.tsx'
import { useActiveCanaries } from './use-canaries.ts'

/** One route: where it goes, live; what it matches; how to reach it. */
export function RoutePage({ name }: { name: string }) {
  const t = useTranslations('routes')
  const canary = useActiveCanaries().get(name)
  return (
    <ObjectPage
      kind="routes"
      name={name}
      badge={(route) => <RouteState name={name} enabled={route.enabled} />}
      facts={(route) => <Facts route={route} canary={canary} />}
      actions={(route) => <Actions route={route} canary={canary} />}
      top={(route) => <RouteDiagram route={route} />}
      overview={(route) => <RouteOverview route={route} />}
      tabs={(route) => [
        { id: 'traffic', label: t('tabs.traffic'), content: <RouteTraffic route={name} split={canary !== undefined} /> },
        { id: 'tester', label: t('tabs.tester'), content: <RouteTester route={route} /> },
      ]}
    />
  )
}

type Props = { route: ApiObject<'routes'>; canary: ApiObject<'canaries'> | undefined }

function Facts({ route, canary }: Props) {
  const t = useTranslations('routes')
  return (
    <>
      <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
        <Mono copy={addresses(route, 1).more === 0}>{matchLine(route)}</Mono>
        <span aria-hidden>→</span>
        {route.service === undefined ? <Answer route={route} /> : <Link href={pb.services.one(route.service)} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{route.service}</Link>}
      </span>
      <TrafficCell route={route.name} />
      {canary !== undefined && (
        <Link href={pb.canaries.one(canary.name)} className="rounded-sm">
          <Badge className="border-accent/40 bg-accent-soft text-accent-ink">{t('canaryTo', { share: canary.weight / 100, service: canary.service })}</Badge>
        </Link>
      )}
    </>
  )
}

function Actions({ route, canary }: Props) {
  const t = useTranslations('routes')
  const router = useRouter()
  const [toggling, setToggling] = useState(false)
  const readOnly = useReadOnly('routes')
  return (
    <>
      <Link href={testerLink(route)} className={buttonClass()}><Search size={14} aria-hidden />{t('test')}</Link>
      {canary === undefined ? (
        <Button icon={<GitBranchPlus size={14} aria-hidden />} disabledReason={readOnly ?? (route.service === undefined ? t('nothingToSplit') : undefined)} onClick={() => router.push(pb.newCanary({ route: route.name }))}>{t('startCanary')}</Button>
      ) : (
        <Link href={pb.canaries.one(canary.name)} className={buttonClass()}><GitBranchPlus size={14} aria-hidden />{t('viewCanary', { name: canary.name })}</Link>
      )}
      <Button icon={<Power size={14} aria-hidden />} disabledReason={readOnly} onClick={() => setToggling(true)}>{route.enabled ? t('toggle.action.disable') : t('toggle.action.enable')}</Button>
      <ToggleDialog route={toggling ? route : undefined} onClose={() => setToggling(false)} />
    </>
  )
}
