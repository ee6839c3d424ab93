'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { ObjectState } from '#components/shell/object-state.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { targetSummary } from './describe-upstream.ts'
import { UsedBy, UsedByLookup } from './used-by-cell.tsx'
import { servicesByUpstream } from './used-by.ts'

const COUNTED = 1000

export function UpstreamList() {
  const t = useTranslations('upstreams')
  const services = useList('services', { limit: COUNTED })
  const users = useMemo(() => (services.data?.next === null ? servicesByUpstream(services.data.items) : undefined), [services.data])
  const usedBy = (name: string) => (users ? <UsedBy names={users.get(name) ?? []} /> : services.data ? <UsedByLookup upstream={name} /> : null)
  return (
    <ObjectList
      kind="upstreams"
      filters={['target:', 'tag:', 'status:error', 'status:warning']}
      empty={{ at: 'upstream', text: t('list.empty') }}
      columns={[
        { id: 'targets', header: t('list.targets'), hideBelow: 'sm', cell: (upstream) => <Targets upstream={upstream} /> },
        { id: 'algorithm', header: t('list.algorithm'), sort: 'algorithm', hideBelow: 'md', cell: ({ algorithm }) => t(`algorithm.${algorithm}`) },
        { id: 'usedBy', header: t('list.usedBy'), hideBelow: 'md', cell: ({ name }) => usedBy(name) },
        { id: 'state', header: t('list.state'), cell: ({ name }) => <ObjectState kind="upstreams" name={name} /> },
      ]}
    />
  )
}

function Targets({ upstream }: { upstream: ApiObject<'upstreams'> }) {
  const t = useTranslations('upstreams.list')
  const line = targetSummary(upstream)
  if (line === undefined) return <span className="text-faint">{t('noTargets')}</span>
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <Mono still>{line.address}</Mono>{' '}
      <span className="shrink-0 text-muted">×{line.weight}</span>{' '}
      {line.more > 0 && <span className="shrink-0 text-muted">{t('more', { count: line.more })}</span>}
    </span>
  )
}
