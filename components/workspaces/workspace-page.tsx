'use client'
import { useTranslations } from 'next-intl'
import { useApi } from '#components/api/provider.tsx'
import { useReadOnly } from '#components/api/workspace.ts'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { ClusterOverview } from './cluster-overview.tsx'
import { ConnectionTrial } from './connection-trial.tsx'
import { Served } from './served.tsx'

const STORED = () => ({})

export function WorkspacePage({ name }: { name: string }) {
  const t = useTranslations('workspaces')
  const { workspace, setWorkspace } = useApi()
  const mayTest = useReadOnly('workspaces') === undefined
  return (
    <ObjectPage
      kind="workspaces"
      name={name}
      keepReason={(one) => (one.name === 'default' ? t('defaultStays') : undefined)}
      badge={(one) => <Served on={one.served} />}
      actions={() => <Button disabledReason={name === workspace ? t('isCurrent') : undefined} onClick={() => setWorkspace(name)}>{t('switch')}</Button>}
      overview={(one) =>
        one.kind === 'kubernetes' ? (
          <div className="space-y-4">
            <ClusterOverview workspace={one} />
            {mayTest && <Panel title={t('test.title')}><ConnectionTrial name={name} body={STORED} /></Panel>}
          </div>
        ) : (
          <Panel>
            <KeyValues
              items={[
                { label: t('kind'), value: t('kinds.database') },
                { label: t('dialect'), value: <Badge mono>{one.dialect}</Badge> },
                { label: t('revision'), value: one.revision },
                { label: t('description'), value: one.description === '' ? '–' : one.description },
              ]}
            />
          </Panel>
        )
      }
    />
  )
}
