'use client'
import { useTranslations } from 'next-intl'
import { BUILT_IN_LISTENERS } from '#lib/model/listener.ts'
import { ObjectList } from '#components/shell/object-list.tsx'
import { ObjectState } from '#components/shell/object-state.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Mono } from '#components/ui/mono.tsx'

const isBuiltIn = (name: string) => BUILT_IN_LISTENERS.some((one) => one === name)

/** Why a listener stays; undefined when it may be deleted. */
export function useKeepReason(): (listener: { name: string }) => string | undefined {
  const t = useTranslations('listeners')
  return (listener) => (isBuiltIn(listener.name) ? t('builtInStays') : undefined)
}

export function ListenerList() {
  const t = useTranslations('listeners')
  const keepReason = useKeepReason()
  return (
    <ObjectList
      kind="listeners"
      filters={['host:', 'tag:', 'status:error']}
      switchable
      keepReason={keepReason}
      empty={{ at: 'listener', text: t('empty') }}
      columns={[
        { id: 'protocol', header: t('protocol'), cell: (one) => <Badge mono>{one.protocol}</Badge> },
        { id: 'port', header: t('port'), align: 'end', width: '140px', hideBelow: 'sm', cell: (one) => one.port ?? <span className="text-muted">{t('ofProxy')}</span> },
        { id: 'hostname', header: t('hostname'), hideBelow: 'sm', cell: (one) => (one.hostname === undefined ? <span className="text-muted">{t('anyHost')}</span> : <Mono>{one.hostname}</Mono>) },
        { id: 'state', header: t('state'), cell: (one) => <ObjectState kind="listeners" name={one.name} enabled={one.enabled} /> },
      ]}
    />
  )
}
