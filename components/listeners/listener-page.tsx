'use client'
import { useTranslations } from 'next-intl'
import { ObjectPage } from '#components/shell/object-page.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { useKeepReason } from './listener-list.tsx'

export function ListenerPage({ name }: { name: string }) {
  const t = useTranslations('listeners')
  const keepReason = useKeepReason()
  return (
    <ObjectPage
      kind="listeners"
      name={name}
      keepReason={keepReason}
      overview={(one) => (
        <Panel>
          <KeyValues
            items={[
              { label: t('protocol'), value: <Badge mono>{one.protocol}</Badge> },
              { label: t('port'), value: one.port ?? t('ofProxy') },
              { label: t('hostname'), value: one.hostname === undefined ? t('anyHost') : <Mono copy>{one.hostname}</Mono> },
              { label: t('tags'), value: one.tags.length === 0 ? '–' : <span className="flex flex-wrap gap-1">{one.tags.map((tag) => <Badge key={tag}>{tag}</Badge>)}</span> },
            ]}
          />
        </Panel>
      )}
    />
  )
}
