'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import { ComboboxField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { targetSummary } from '#components/upstreams/describe-upstream.ts'
import { defaultPort, type ServiceValues } from './service-values.ts'

const CHOICES = 50

/** Where the service goes: to an upstream, or straight to a host. */
export function DestinationFields({ onCreateUpstream }: { onCreateUpstream: (called: string) => void }) {
  const t = useTranslations('services.form')
  const [to, protocol] = useWatch<ServiceValues, ['to', 'protocol']>({ name: ['to', 'protocol'] })
  return (
    <>
      <SegmentsField
        name="to"
        label={t('to')}
        options={[
          { value: 'upstream', label: t('toUpstream') },
          { value: 'host', label: t('toHost') },
        ]}
      />
      {to === 'upstream' ? (
        <UpstreamField onCreate={onCreateUpstream} />
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_144px]">
          <TextField name="host" label={t('host')} help={t('hostHelp')} placeholder="10.0.0.1" mono />
          <NumberField name="port" label={t('port')} help={t('portHelp', { port: String(defaultPort(protocol)) })} placeholder={String(defaultPort(protocol))} optional />
        </div>
      )}
    </>
  )
}

function UpstreamField({ onCreate }: { onCreate: (called: string) => void }) {
  const t = useTranslations('services.form')
  const [typed, setTyped] = useState('')
  const { getValues } = useFormContext<ServiceValues>()
  const upstreams = useList('upstreams', { q: typed, sort: 'name', limit: CHOICES })
  const items = (upstreams.data?.items ?? []).map((upstream) => {
    const line = targetSummary(upstream)
    return { value: upstream.name, hint: line === undefined ? t('noTargets') : `${line.address}${line.more > 0 ? ` +${line.more}` : ''}` }
  })
  return (
    <Diagnosed name="upstream">
      <ComboboxField
        name="upstream"
        label={t('upstream')}
        help={t('upstreamHelp')}
        placeholder="shop"
        mono
        items={items}
        loading={upstreams.isPending}
        onSearch={setTyped}
        onCreate={(called) => onCreate(called === '' ? getValues('name') : called)}
        createLabel={(called) => (called === '' ? t('createUpstream') : t('createUpstreamCalled', { name: called }))}
      />
    </Diagnosed>
  )
}
