'use client'
import { useTranslations } from 'next-intl'
import { useApi } from '#components/api/provider.tsx'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Badge, StatusBadge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Panel } from '#components/ui/page-header.tsx'

export function WorkspacePage({ name }: { name: string }) {
  const t = useTranslations('workspaces')
  const { workspace, setWorkspace } = useApi()
  const served = (on: boolean) => (on ? <StatusBadge tone="ok">{t('isServed')}</StatusBadge> : <StatusBadge tone="off">{t('notServed')}</StatusBadge>)
  return (
    <ObjectPage
      kind="workspaces"
      name={name}
      writer="admin"
      keepReason={(one) => (one.name === 'default' ? t('defaultStays') : undefined)}
      badge={(one) => served(one.served)}
      actions={() => <Button disabledReason={name === workspace ? t('isCurrent') : undefined} onClick={() => setWorkspace(name)}>{t('switch')}</Button>}
      overview={(one) => (
        <Panel>
          <KeyValues
            items={[
              { label: t('kind'), value: t('kindDatabase') },
              { label: t('dialect'), value: <Badge mono>{one.dialect}</Badge> },
              { label: t('revision'), value: one.revision },
              { label: t('description'), value: one.description === '' ? '–' : one.description },
            ]}
          />
        </Panel>
      )}
    />
  )
}
