'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import type { Listener } from '#lib/model/listener.ts'
import { useList } from '#components/api/queries.ts'
import { SelectField } from '#components/form/choice-fields.tsx'
import type { RequestForm } from './request-form.ts'

type Props = { protocols: readonly Listener['protocol'][]; /** What chooses when nobody does. */ auto: string }

/** Where the request arrives. A name that the workspace does not have stays, so that its refusal stands at the field. */
export function ListenerField({ protocols, auto }: Props) {
  const t = useTranslations('tester')
  const listeners = useList('listeners', { limit: 200 })
  const chosen = useWatch<RequestForm, 'listener'>({ name: 'listener' })
  const known = (listeners.data?.items ?? []).filter(({ protocol }) => protocols.includes(protocol))
  const names = known.some(({ name }) => name === chosen) || chosen === '' ? [] : [{ value: chosen, label: chosen }]
  const options = known.map(({ name, port, protocol }) => ({
    value: name,
    label: name,
    hint: port === undefined ? protocol : `${protocol}, ${port}`,
  }))
  const none = listeners.isSuccess && known.length === 0
  return (
    <div className="[&_button]:max-w-none">
      <SelectField
        name="listener"
        label={t('listener')}
        {...(none ? { help: t('noListener', { protocol: protocols.join(', ') }) } : {})}
        options={[{ value: '', label: auto }, ...options, ...names]}
      />
    </div>
  )
}
