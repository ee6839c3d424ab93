'use client'
import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import type { Column } from '#components/ui/table.tsx'
import { ClusterList } from './cluster-list.tsx'
import { FirstOf, Lines, None, ReadCommand, RouteLinks, useCommonFacts } from './parts.tsx'
import { Finding, ReachBadge, ReachCell } from './reach-state.tsx'
import type { ClusterIngress } from './types.ts'

const backendText = ({ service, port }: ClusterIngress['backends'][number]) => (port === '' ? service : `${service}:${port}`)

/** Ingresses of all classes, and whether the proxy reaches what is behind them. */
export function IngressList() {
  const t = useTranslations('cluster.ingresses')
  const columns: Column<ClusterIngress>[] = [
    { id: 'reach', header: t('reach'), shrink: '30vw', cell: ({ reach }) => <ReachCell {...reach} /> },
    { id: 'hosts', header: t('hosts'), shrink: '16vw', hideBelow: 'sm', cell: ({ hosts }) => <FirstOf items={hosts} /> },
    { id: 'backends', header: t('backends'), shrink: '14vw', hideBelow: 'md', cell: ({ backends }) => <FirstOf items={backends.map(backendText)} /> },
    { id: 'class', header: t('class'), hideBelow: 'lg', cell: (row) => (row.class === null ? <None /> : <Badge mono>{row.class}</Badge>) },
    { id: 'addresses', header: t('addresses'), hideBelow: 'xl', shrink: '10vw', cell: ({ addresses }) => <FirstOf items={addresses} /> },
  ]
  return <ClusterList list="ingresses" label={t('title')} columns={columns} filters={['class:', 'namespace:']} detail={(row) => <Detail row={row} />} empty={t('empty')} />
}

function Detail({ row }: { row: ClusterIngress }) {
  const t = useTranslations('cluster.ingresses')
  const common = useCommonFacts(row)
  const { finding, state } = row.reach
  return (
    <>
      {finding && <div className="mb-4"><Finding finding={finding} /></div>}
      <KeyValues
        items={[
          { label: t('reach'), value: <ReachBadge state={state} /> },
          { label: t('routes'), value: <RouteLinks names={row.routes} /> },
          { label: t('class'), value: row.class === null ? <None /> : <Mono>{row.class}</Mono> },
          { label: t('controller'), value: row.controller === null ? <None /> : <Mono>{row.controller}</Mono> },
          { label: t('hosts'), value: <Lines items={row.hosts} /> },
          { label: t('paths'), value: <span className="tabular-nums">{row.paths}</span> },
          { label: t('backends'), value: <Lines items={row.backends.map(backendText)} /> },
          { label: t('secrets'), value: <Lines items={row.secrets} /> },
          { label: t('addresses'), value: <Lines items={row.addresses} /> },
          ...common,
        ]}
      />
      <ReadCommand kind="ingress" namespace={row.namespace} name={row.name} />
    </>
  )
}
