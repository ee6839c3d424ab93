'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { Expiry } from '#components/certificates/expiry.tsx'
import { StatusBadge, type StatusTone } from '#components/ui/badge.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import type { Column } from '#components/ui/table.tsx'
import { ClusterList } from './cluster-list.tsx'
import { FirstOf, Lines, None, ReadCommand, useCommonFacts } from './parts.tsx'
import type { ClusterSecret } from './types.ts'

const TONES: Record<ClusterSecret['state'], StatusTone> = { ok: 'ok', absent: 'bad', forbidden: 'warn', invalid: 'bad' }

const uncoveredOf = ({ ingresses }: ClusterSecret) => ingresses.flatMap(({ name, uncovered }) => uncovered.map((host) => `${host} (${name})`))

/** What is wrong with it, or how long it still holds. */
function State({ row }: { row: ClusterSecret }) {
  const t = useTranslations('cluster.secrets')
  const { state, notBefore, notAfter } = row
  if (state === 'ok' && notBefore !== null && notAfter !== null) {
    return <Expiry facts={{ notBefore, notAfter, subject: '', issuer: '', names: [], serialNumber: '', fingerprint: '', keyType: '' }} />
  }
  return <StatusBadge tone={TONES[state]}>{t(`state.${state}`)}</StatusBadge>
}

function Uncovered({ row }: { row: ClusterSecret }) {
  const items = uncoveredOf(row)
  return items.length === 0 ? <None /> : <StatusBadge tone="warn"><FirstOf items={items} /></StatusBadge>
}

/** TLS Secrets: the names that their certificates cover, and the hosts for which they are used. */
export function SecretList() {
  const t = useTranslations('cluster.secrets')
  const columns: Column<ClusterSecret>[] = [
    { id: 'state', header: t('certificate'), cell: (row) => <State row={row} /> },
    { id: 'names', header: t('names'), hideBelow: 'sm', shrink: '18vw', cell: ({ names }) => <FirstOf items={names} /> },
    { id: 'ingresses', header: t('ingresses'), hideBelow: 'md', shrink: '16vw', cell: ({ ingresses }) => <FirstOf items={ingresses.map(({ name }) => name)} /> },
    { id: 'uncovered', header: t('uncovered'), hideBelow: 'lg', shrink: '18vw', cell: (row) => <Uncovered row={row} /> },
  ]
  return <ClusterList list="secrets" label={t('title')} columns={columns} filters={['namespace:']} detail={(row) => <Detail row={row} />} empty={t('empty')} />
}

function Detail({ row }: { row: ClusterSecret }) {
  const t = useTranslations('cluster.secrets')
  const format = useFormatter()
  const common = useCommonFacts(row)
  return (
    <>
      <KeyValues
        items={[
          { label: t('certificate'), value: <div className="space-y-1"><State row={row} />{row.reason !== null && <p className="text-muted">{row.reason}</p>}</div> },
          { label: t('names'), value: <Lines items={row.names} /> },
          { label: t('ingresses'), value: <Lines items={row.ingresses.map(({ name }) => name)} /> },
          { label: t('uncovered'), value: <Lines items={uncoveredOf(row)} /> },
          ...(row.issuer === null ? [] : [{ label: t('issuer'), value: <Mono>{row.issuer}</Mono> }]),
          ...(row.notAfter === null ? [] : [{ label: t('notAfter'), value: format.dateTime(new Date(row.notAfter), { dateStyle: 'medium', timeStyle: 'short' }) }]),
          { label: t('type'), value: row.type === null ? <None /> : <Mono>{row.type}</Mono> },
          ...common,
        ]}
      />
      <ReadCommand kind="secret" namespace={row.namespace} name={row.name} />
    </>
  )
}
