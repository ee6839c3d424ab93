'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import type { ApiCluster, ApiObject } from '#components/api/types.ts'
import { ChecksField, SwitchField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { ListField } from '#components/form/list-field.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { Input } from '#components/ui/input.tsx'
import { hasField } from './dialect-fields.ts'
import { MethodsField } from './methods-field.tsx'
import { parseHost } from './parse-lines.ts'
import { PathsField } from './paths-field.tsx'
import { PeersField } from './peers-field.tsx'
import { UnlessRewritten } from './rewrite-target-field.tsx'
import { RoutePlaceFields } from './route-place-fields.tsx'
import { hasStream, isStream, NO_SERVICE, type RouteFormValues } from './route-values.ts'
import { ServiceField } from './service-field.tsx'

export const PROTOCOLS = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp'] as const
/** Streams have neither host nor path, so that an Ingress cannot say them. */
const OF_AN_INGRESS = PROTOCOLS.filter((protocol) => !isStream([protocol]))

type Props = { isNew: boolean; /** Where it will live, if in a cluster. */ cluster: ApiCluster | null; stored: ApiObject<'routes'> | undefined }

/** The first screen: enough for "a host to an address". What it shows follows the protocols. */
export function RouteFields({ isNew, cluster, stored }: Props) {
  const t = useTranslations('routes.form')
  const place = useTranslations('routes.place')
  const protocols = useWatch<RouteFormValues, 'protocols'>({ name: 'protocols' })
  const placed = useWatch<RouteFormValues, 'place'>({ name: 'place' })
  const has = (field: Parameters<typeof hasField>[1]) => hasField(cluster?.dialect ?? null, field)
  return (
    <div className="space-y-5 pb-5">
      {cluster === null ? <NameField editing={!isNew} /> : <RoutePlaceFields cluster={cluster} stored={stored} />}
      {cluster === null && !isStream(protocols) && (
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
      <Diagnosed name="service"><ServiceField name="service" label={t('service')} help={cluster === null ? t('serviceHelp') : place('serviceHelp')} namespace={cluster === null ? undefined : (placed?.namespace ?? '')} {...(isStream(protocols) ? {} : { none: { value: NO_SERVICE, label: t('noService') } })} /></Diagnosed>
      {!isStream(protocols) && has('methods') && <Diagnosed name="methods"><MethodsField /></Diagnosed>}
      <Diagnosed name="protocols">
        <ChecksField name="protocols" label={t('protocols')} help={cluster === null ? t('protocolsHelp') : place('protocolsHelp')} options={(cluster === null ? PROTOCOLS : OF_AN_INGRESS).map((value) => ({ value, label: <span className="font-mono text-xs">{value}</span> }))} />
      </Diagnosed>
      {!isStream(protocols) && (
        <>
          {has('stripPath') && <Diagnosed name="stripPath"><SwitchField name="stripPath" label={t('stripPath')} help={<>{t('stripPathHelp')}<UnlessRewritten /></>} /></Diagnosed>}
          {has('preserveHost') && <Diagnosed name="preserveHost"><SwitchField name="preserveHost" label={t('preserveHost')} help={t('preserveHostHelp')} /></Diagnosed>}
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
