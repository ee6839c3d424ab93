'use client'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { testerLink } from './tester-link.ts'
import { useExample } from './use-example.ts'

/** A request that this route should take, what becomes of it, and the way to the tester with it. */
export function RouteTester({ route }: { route: ApiObject<'routes'> }) {
  const t = useTranslations('routes.tester')
  const { example, waits, answer } = useExample(route, route.version)
  const listeners = useList('listeners', { limit: 1000 })
  if (waits) return <Skeleton className="h-24 w-full" />
  if (example === null) return <p className="text-muted">{t('noListener')}</p>
  const won = answer.data?.route === route.name
  return (
    <Panel title={t('title')} actions={<Link href={testerLink(route, listeners.data?.items)} className={buttonClass('secondary', 'sm')}><Search size={12} aria-hidden />{t('open')}</Link>}>
      <div className="space-y-3">
        <p className="flex min-w-0 items-center gap-2"><span className="font-mono text-xs font-medium">{example.verb}</span><Mono copy>{example.address}</Mono></p>
        {example.details.map((line) => <p key={line}><Mono>{line}</Mono></p>)}
        {answer.isPending && <Skeleton className="h-9 w-full" />}
        {answer.isError && <Callout tone="bad" title={t('failed')}>{answer.error.message}</Callout>}
        {answer.data && <Callout tone={won ? 'ok' : 'warn'} title={won ? t('won') : t('lost')}>{answer.data.verdict}</Callout>}
        {example.guess && <p className="text-xs text-muted">{t('guess')}</p>}
      </div>
    </Panel>
  )
}
