'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { useFieldError } from '#components/form/field.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldGroup, FieldRow } from '#components/form/field-group.tsx'
import { KeyValuesField } from '#components/form/key-values-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { UpstreamValues } from './upstream-values.ts'

const TYPES = ['http', 'https', 'tcp', 'grpc', 'grpcs'] as const
const ACTIVE = 'healthchecks.active'
const PASSIVE = 'healthchecks.passive'

const types = TYPES.map((value) => ({ value, label: value }))

/** Requests that the proxy sends on its own to find out which targets work. */
export function ActiveCheckFields() {
  const t = useTranslations('upstreams.form')
  const type = useWatch<UpstreamValues, 'healthchecks.active.type'>({ name: 'healthchecks.active.type' })
  const http = type === 'http' || type === 'https'
  const tls = type === 'https' || type === 'grpcs'
  // A field with an error must stay to be seen, whatever the type.
  const pathWrong = useFieldError(`${ACTIVE}.httpPath`) !== undefined
  const headersWrong = useFieldError(`${ACTIVE}.headers`) !== undefined
  return (
    <FieldGroup title={t('active.title')} help={t('active.help')}>
      <FieldRow>
        <Diagnosed name={`${ACTIVE}.healthy.interval`}>
          <NumberField name={`${ACTIVE}.healthy.interval`} label={t('active.healthyInterval')} help={t('active.intervalHelp')} unit={t('seconds')} placeholder="0" />
        </Diagnosed>
        <Diagnosed name={`${ACTIVE}.unhealthy.interval`}>
          <NumberField name={`${ACTIVE}.unhealthy.interval`} label={t('active.unhealthyInterval')} help={t('active.intervalHelp')} unit={t('seconds')} placeholder="0" />
        </Diagnosed>
      </FieldRow>
      <FieldRow>
        <SelectField name={`${ACTIVE}.type`} label={t('active.type')} options={types} />
        {(http || pathWrong) && <TextField name={`${ACTIVE}.httpPath`} label={t('active.httpPath')} placeholder="/" mono />}
      </FieldRow>
      <FieldRow>
        <NumberField name={`${ACTIVE}.timeout`} label={t('active.timeout')} unit={t('seconds')} placeholder="1" />
        <NumberField name={`${ACTIVE}.concurrency`} label={t('active.concurrency')} unit={t('targetsUnit')} placeholder="10" />
      </FieldRow>
      {tls && (
        <>
          <SwitchField name={`${ACTIVE}.httpsVerifyCertificate`} label={t('active.verify')} help={t('active.verifyHelp')} />
          <TextField name={`${ACTIVE}.httpsSni`} label={t('active.sni')} help={t('active.sniHelp')} placeholder="shop.example.com" optional mono />
        </>
      )}
      {(http || headersWrong) && (
        <KeyValuesField
          name={`${ACTIVE}.headers`}
          label={t('active.headers')}
          help={t('active.headersHelp')}
          addLabel={t('active.addHeader')}
          rowLabel={t('active.header')}
          namePlaceholder="x-probe"
          valuePlaceholder="sluice"
          optional
        />
      )}
      <Rules side={`${ACTIVE}.healthy`} http={http} healthy />
      <Rules side={`${ACTIVE}.unhealthy`} http={http} />
    </FieldGroup>
  )
}

/** What real requests tell about a target. */
export function PassiveCheckFields() {
  const t = useTranslations('upstreams.form')
  const type = useWatch<UpstreamValues, 'healthchecks.passive.type'>({ name: 'healthchecks.passive.type' })
  const http = type === 'http' || type === 'https'
  return (
    <FieldGroup title={t('passive.title')} help={t('passive.help')}>
      <SelectField name={`${PASSIVE}.type`} label={t('passive.type')} options={types} />
      <Rules side={`${PASSIVE}.healthy`} http={http} healthy />
      <Rules side={`${PASSIVE}.unhealthy`} http={http} />
      <Diagnosed name="healthchecks.threshold">
        <NumberField name="healthchecks.threshold" label={t('threshold')} help={t('thresholdHelp')} unit="%" placeholder="0" />
      </Diagnosed>
    </FieldGroup>
  )
}

/** From which answers, and how many of them, a target counts as healthy or not. */
function Rules({ side, http, healthy }: { side: string; http: boolean; healthy?: boolean }) {
  const t = useTranslations('upstreams.form')
  const statusesWrong = useFieldError(`${side}.httpStatuses`) !== undefined
  const count = (name: string) => (
    <Diagnosed key={name} name={`${side}.${name}`}>
      <NumberField name={`${side}.${name}`} label={t(`rules.${name}`)} unit={t('rules.inARow')} placeholder="0" />
    </Diagnosed>
  )
  return (
    <div role="group" aria-label={t(healthy ? 'rules.healthy' : 'rules.unhealthy')} className="space-y-4">
      <p className="font-medium text-muted">{t(healthy ? 'rules.healthy' : 'rules.unhealthy')}</p>
      {(http || statusesWrong) && <TagsField name={`${side}.httpStatuses`} label={t('rules.statuses')} placeholder={healthy ? '200' : '503'} />}
      {healthy ? (
        count('successes')
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-3">{['tcpFailures', 'timeouts', ...(http ? ['httpFailures'] : [])].map(count)}</div>
      )}
    </div>
  )
}
