'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { TagList } from '#components/ui/tag-list.tsx'
import { CredentialsPanel } from './credentials-panel.tsx'

export function ConsumerPage({ name }: { name: string }) {
  return (
    <ObjectPage
      kind="consumers"
      name={name}
      facts={({ customId }) => customId !== undefined && <Mono copy>{customId}</Mono>}
      overview={(consumer) => (
        <div className="space-y-4">
          {!consumer.enabled && <Disabled />}
          <CredentialsPanel consumer={consumer.name} />
          <Settings consumer={consumer} />
        </div>
      )}
    />
  )
}

function Disabled() {
  const t = useTranslations('consumers.detail')
  return <Callout tone="warn">{t('disabled')}</Callout>
}

function Settings({ consumer: { customId, tags } }: { consumer: ApiObject<'consumers'> }) {
  const t = useTranslations('consumers')
  const notSet = <span className="text-faint">{t('detail.notSet')}</span>
  return (
    <Panel title={t('detail.settings')}>
      <KeyValues
        items={[
          { label: t('form.customId'), value: customId === undefined ? notSet : <Mono copy>{customId}</Mono> },
          { label: t('form.tags'), value: <TagList tags={tags} empty={t('detail.notSet')} /> },
        ]}
      />
    </Panel>
  )
}
