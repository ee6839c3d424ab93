'use client'
import { useTranslations } from 'next-intl'
import { Badge } from '#components/ui/badge.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import type { Column } from '#components/ui/table.tsx'
import { ClusterList } from './cluster-list.tsx'
import { None, ReadCommand, useCommonFacts } from './parts.tsx'
import type { ClusterPolicy, PolicyRule } from './types.ts'

/** What a direction lets through, each rule one line; null: all, since the policy is not about it. */
function Rules({ rules, brief }: { rules: PolicyRule[] | null; brief?: boolean }) {
  const t = useTranslations('cluster.policies')
  if (rules === null) return brief ? <None /> : <span className="text-muted">{t('notLimited')}</span>
  if (rules.length === 0) return <span className="text-muted">{t('nothing')}</span>
  const texts = rules.map(({ text }) => text)
  if (brief) return <span title={texts.join('\n')}>{texts[0]}{texts.length > 1 && <span className="text-muted"> +{texts.length - 1}</span>}</span>
  return <ul className="list-disc space-y-1 pl-4">{texts.map((text, place) => <li key={place} className="break-words">{text}</li>)}</ul>
}

function Selects({ selector }: { selector: string }) {
  const t = useTranslations('cluster.policies')
  return selector === '' ? <span className="text-muted">{t('allPods')}</span> : <Mono still>{selector}</Mono>
}

/** Network policies: the pods that they select and what they let through, in words. */
export function PolicyList() {
  const t = useTranslations('cluster.policies')
  const columns: Column<ClusterPolicy>[] = [
    { id: 'selects', header: t('selects'), shrink: '20vw', cell: ({ selects }) => <Selects selector={selects} /> },
    { id: 'directions', header: t('directions'), hideBelow: 'sm', cell: ({ ingress, egress }) => <span className="inline-flex gap-1">{ingress && <Badge>{t('in')}</Badge>}{egress && <Badge>{t('out')}</Badge>}</span> },
    { id: 'ingress', header: t('ingress'), hideBelow: 'md', shrink: '24vw', cell: ({ ingress }) => <Rules rules={ingress} brief /> },
    { id: 'egress', header: t('egress'), hideBelow: 'lg', shrink: '20vw', cell: ({ egress }) => <Rules rules={egress} brief /> },
  ]
  return <ClusterList list="network-policies" label={t('title')} columns={columns} filters={['namespace:']} detail={(row) => <Detail row={row} />} empty={t('empty')} />
}

function Detail({ row }: { row: ClusterPolicy }) {
  const t = useTranslations('cluster.policies')
  const common = useCommonFacts(row)
  return (
    <>
      <KeyValues
        items={[
          { label: t('selects'), value: <Selects selector={row.selects} /> },
          { label: t('ingress'), value: <Rules rules={row.ingress} /> },
          { label: t('egress'), value: <Rules rules={row.egress} /> },
          ...common,
        ]}
      />
      <ReadCommand kind="networkpolicy" namespace={row.namespace} name={row.name} />
    </>
  )
}
