'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { objectPath } from '#components/api/path-builder.ts'
import type { ApiObject } from '#components/api/types.ts'
import { PathDiagram } from '#components/diagram/path-diagram.tsx'
import { StatusBadge } from '#components/ui/badge.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { isStream } from './route-values.ts'
import { useExample } from './use-example.ts'

/** The way of a request that this route should take, as the configuration that is stored now decides it. */
export function RouteDiagram({ route }: { route: ApiObject<'routes'> }) {
  const t = useTranslations('routes.diagram')
  const { example, waits, answer } = useExample(route, route.version)
  if (example === null && !waits) return null
  const elsewhere = answer.data !== undefined && answer.data.route !== route.name
  return (
    <Panel
      title={t('title')}
      actions={example && <span title={`${example.verb} ${example.address}`} className="max-w-[50%] truncate font-mono text-xs text-muted max-sm:hidden">{example.verb} {example.address}</span>}
    >
      {answer.isPending && <Skeleton className="h-14 w-full" />}
      {answer.isError && <Callout tone="bad" title={t('failed')}>{answer.error.message}</Callout>}
      {elsewhere && <p className="mb-3"><StatusBadge tone="warn">{t('elsewhere')}</StatusBadge></p>}
      {answer.data && <PathDiagram explanation={answer.data} stream={isStream(route.protocols)} hrefOf={objectPath} link={Link} />}
    </Panel>
  )
}
