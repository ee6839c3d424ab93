'use client'
import { useTranslations } from 'next-intl'
import { useApi } from '#components/api/provider.tsx'
import { ObjectList } from '#components/shell/object-list.tsx'
import { WorkspaceIcon } from '#components/shell/workspace-icon.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Served } from './served.tsx'

export function WorkspaceList() {
  const t = useTranslations('workspaces')
  const { workspace, setWorkspace } = useApi()
  return (
    <ObjectList
      kind="workspaces"
      filters={[]}
      empty={{ at: 'route', text: t('empty') }}
      keepReason={(one) => (one.name === 'default' ? t('defaultStays') : undefined)}
      rowActions={(one) => [{ label: t('switch'), disabledReason: one.name === workspace ? t('isCurrent') : undefined, onSelect: () => setWorkspace(one.name) }]}
      columns={[
        { id: 'kind', header: t('kind'), cell: (one) => <span className="inline-flex items-center gap-1.5"><WorkspaceIcon kind={one.kind} />{t(`kinds.${one.kind}`)}</span> },
        { id: 'dialect', header: t('rules'), hideBelow: 'sm', cell: (one) => <Badge mono>{one.kind === 'kubernetes' ? `ingress: ${one.ingressClass}` : one.dialect}</Badge> },
        { id: 'served', header: t('served'), cell: (one) => <Served on={one.served} /> },
        { id: 'revision', header: t('revision'), align: 'end', width: '90px', hideBelow: 'sm', cell: (one) => (one.kind === 'kubernetes' ? <span className="text-faint">–</span> : one.revision) },
        { id: 'description', header: t('description'), hideBelow: 'md', cell: (one) => <span className="text-muted" title={one.description}>{one.description}</span> },
      ]}
    />
  )
}
