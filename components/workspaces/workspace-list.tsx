'use client'
import { useTranslations } from 'next-intl'
import { useApi } from '#components/api/provider.tsx'
import { ObjectList } from '#components/shell/object-list.tsx'
import { Badge, StatusBadge } from '#components/ui/badge.tsx'

export function WorkspaceList() {
  const t = useTranslations('workspaces')
  const { workspace, setWorkspace } = useApi()
  return (
    <ObjectList
      kind="workspaces"
      filters={[]}
      writer="admin"
      empty={{ at: 'route', text: t('empty') }}
      keepReason={(one) => (one.name === 'default' ? t('defaultStays') : undefined)}
      rowActions={(one) => [{ label: t('switch'), disabledReason: one.name === workspace ? t('isCurrent') : undefined, onSelect: () => setWorkspace(one.name) }]}
      columns={[
        { id: 'dialect', header: t('dialect'), cell: (one) => <Badge mono>{one.dialect}</Badge> },
        { id: 'served', header: t('served'), cell: (one) => (one.served ? <StatusBadge tone="ok">{t('isServed')}</StatusBadge> : <StatusBadge tone="off">{t('notServed')}</StatusBadge>) },
        { id: 'revision', header: t('revision'), align: 'end', width: '90px', hideBelow: 'sm', cell: (one) => one.revision },
        { id: 'description', header: t('description'), hideBelow: 'md', cell: (one) => <span className="text-muted" title={one.description}>{one.description}</span> },
      ]}
    />
  )
}
