'use client'
import { useTranslations } from 'next-intl'
import { Badge, StatusBadge } from '#components/ui/badge.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import type { Column } from '#components/ui/table.tsx'
import { ClusterList } from './cluster-list.tsx'
import { FirstOf, Lines, None, ReadCommand, RouteLinks, useCommonFacts } from './parts.tsx'
import type { ClusterService } from './types.ts'

/** `http 80 → web · node 30080` */
function portText({ name, port, protocol, targetPort, nodePort }: ClusterService['ports'][number]): string {
  const target = targetPort === null || targetPort === port ? '' : ` → ${targetPort}`
  return `${name === null ? '' : `${name} `}${port}${protocol === 'TCP' ? '' : `/${protocol}`}${target}${nodePort === null ? '' : ` (${nodePort})`}`
}

const addressesOf = ({ clusterIP, externalName, externalIPs, addresses }: ClusterService) =>
  [...addresses, ...externalIPs, ...(externalName === null ? [] : [externalName]), ...(clusterIP === null ? [] : [clusterIP])]

function Endpoints({ row: { type, endpoints: { ready, all } } }: { row: ClusterService }) {
  const t = useTranslations('cluster.services')
  if (type === 'ExternalName') return <None />
  const tone = ready === 0 ? 'bad' : ready < all ? 'warn' : 'ok'
  return <StatusBadge tone={tone}><span className="tabular-nums">{t('ready', { ready, all })}</span></StatusBadge>
}

/** Services with their type, ports and endpoints. */
export function ServicesInCluster() {
  const t = useTranslations('cluster.services')
  const columns: Column<ClusterService>[] = [
    { id: 'endpoints', header: t('endpoints'), cell: (row) => <Endpoints row={row} /> },
    { id: 'type', header: t('type'), hideBelow: 'sm', cell: ({ type }) => <Badge>{type}</Badge> },
    { id: 'ports', header: t('ports'), hideBelow: 'sm', shrink: '18vw', cell: ({ ports }) => <FirstOf items={ports.map(portText)} /> },
    { id: 'addresses', header: t('addresses'), hideBelow: 'md', shrink: '16vw', cell: (row) => <FirstOf items={addressesOf(row)} /> },
    { id: 'routes', header: t('routes'), hideBelow: 'lg', shrink: '18vw', cell: ({ routes }) => <FirstOf items={routes} /> },
  ]
  return <ClusterList list="services" label={t('title')} columns={columns} filters={['namespace:']} detail={(row) => <Detail row={row} />} empty={t('empty')} />
}

function Detail({ row }: { row: ClusterService }) {
  const t = useTranslations('cluster.services')
  const common = useCommonFacts(row)
  const text = (value: string | null) => (value === null || value === '' ? <None /> : <Mono copy>{value}</Mono>)
  return (
    <>
      <KeyValues
        items={[
          { label: t('endpoints'), value: <Endpoints row={row} /> },
          { label: t('type'), value: row.type },
          { label: t('selector'), value: <Lines items={Object.entries(row.selector ?? {}).map(([key, value]) => `${key}=${value}`)} /> },
          { label: t('ports'), value: <Lines items={row.ports.map(portText)} /> },
          ...(row.externalName === null ? [{ label: t('clusterIP'), value: text(row.clusterIP) }] : [{ label: t('externalName'), value: text(row.externalName) }]),
          { label: t('externalIPs'), value: <Lines items={row.externalIPs} /> },
          { label: t('balancer'), value: <Lines items={row.addresses} /> },
          { label: t('routes'), value: <RouteLinks names={row.routes} /> },
          ...common,
        ]}
      />
      <ReadCommand kind="service" namespace={row.namespace} name={row.name} />
    </>
  )
}
