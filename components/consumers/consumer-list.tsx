'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useList } from '#components/api/queries.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { ObjectState } from '#components/shell/object-state.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { countCredentials, NO_CREDENTIALS, type CredentialCounts } from './count-credentials.ts'

const COUNTED = 1000

export function ConsumerList() {
  const t = useTranslations('consumers.list')
  const credentials = useList('credentials', { limit: COUNTED })
  const counts = useMemo(() => (credentials.data?.next === null ? countCredentials(credentials.data.items) : undefined), [credentials.data])
  const has = (name: string) => (counts ? <Counts counts={counts.get(name) ?? NO_CREDENTIALS} /> : credentials.data ? <CountsLookup consumer={name} /> : null)
  return (
    <ObjectList
      kind="consumers"
      filters={['tag:', 'status:disabled']}
      switchable
      empty={{ at: 'route', text: t('empty') }}
      columns={[
        { id: 'customId', header: t('customId'), hideBelow: 'sm', cell: ({ customId }) => (customId === undefined ? <span className="text-faint">–</span> : <Mono still>{customId}</Mono>) },
        { id: 'credentials', header: t('credentials'), cell: ({ name }) => has(name) },
        { id: 'state', header: t('state'), hideBelow: 'sm', cell: ({ name, enabled }) => <ObjectState kind="consumers" name={name} enabled={enabled} /> },
      ]}
    />
  )
}

function Counts({ counts: { passwords, keys } }: { counts: CredentialCounts }) {
  const t = useTranslations('consumers.list')
  if (passwords + keys === 0) return <span className="text-faint">{t('none')}</span>
  const parts = [...(keys > 0 ? [t('keys', { count: keys })] : []), ...(passwords > 0 ? [t('passwords', { count: passwords })] : [])]
  return <>{parts.join(' · ')}</>
}

/** Where there are too many credentials to count them all at once. */
function CountsLookup({ consumer }: { consumer: string }) {
  const found = useList('credentials', { q: `consumer:"${consumer}"`, limit: COUNTED })
  return found.data ? <Counts counts={countCredentials(found.data.items).get(consumer) ?? NO_CREDENTIALS} /> : null
}
