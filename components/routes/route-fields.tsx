'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { ChecksField, SwitchField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { ListField } from '#components/form/list-field.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { MethodsField } from './methods-field.tsx'
import { parseHost } from './parse-lines.ts'
import { PathsField } from './paths-field.tsx'
import { PeersField } from './peers-field.tsx'
import { UnlessRewritten } from './rewrite-target-field.tsx'
import { hasStream, isStream, NO_SERVICE, type RouteFormValues } from './route-values.ts'
import { ServiceField } from './service-field.tsx'

export const PROTOCOLS = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp'] as const

/** The first screen: enough for "a host to an address". What it shows follows the protocols. */
export function RouteFields({ isNew }: { isNew: boolean }) {
  const t = useTranslations('routes.form')
  const protocols = useWatch<RouteFormValues, 'protocols'>({ name: 'protocols' })
  return (
    <div className="space-y-5 pb-5">
      <NameField editing={!isNew} />
      {!isStream(protocols) && (
        <>
          <Diagnosed name="hosts"><HostsField /></Diagnosed>
          <Diagnosed name="paths"><PathsField /></Diagnosed>
        </>
      )}
      {hasStream(protocols) && (
        <>
          <Diagnosed name="sources"><PeersField name="sources" /></Diagnosed>
          <Diagnosed name="destinations"><PeersField name="destinations" /></Diagnosed>
        </>
      )}
      <Diagnosed name="service"><ServiceField name="service" label={t('service')} help={t('serviceHelp')} {...(isStream(protocols) ? {} : { none: { value: NO_SERVICE, label: t('noService') } })} /></Diagnosed>
      {!isStream(protocols) && <Diagnosed name="methods"><MethodsField /></Diagnosed>}
      <Diagnosed name="protocols">
        <ChecksField name="protocols" label={t('protocols')} help={t('protocolsHelp')} options={PROTOCOLS.map((value) => ({ value, label: <span className="font-mono text-xs">{value}</span> }))} />
      </Diagnosed>
      {!isStream(protocols) && (
        <>
          <Diagnosed name="stripPath"><SwitchField name="stripPath" label={t('stripPath')} help={<>{t('stripPathHelp')}<UnlessRewritten /></>} /></Diagnosed>
          <Diagnosed name="preserveHost"><SwitchField name="preserveHost" label={t('preserveHost')} help={t('preserveHostHelp')} /></Diagnosed>
        </>
      )}
    </div>
  )
}

function HostsField() {
  const t = useTranslations('routes.form')
  return (
    <ListField<string>
      name="hosts"
      label={t('hosts')}
      help={t('hostsHelp')}
      addLabel={t('addHost')}
      rowLabel={t('host')}
      newRow={() => ''}
      isEmpty={(row) => row === ''}
      parseLine={parseHost}
      row={({ value, onChange, onPaste, onBlur, invalid, label }) => (
        <Input mono aria-label={label} value={value} invalid={invalid} placeholder="shop.test" onPaste={onPaste} onBlur={onBlur} onChange={(event) => onChange(event.target.value)} />
      )}
    />
  )
}
