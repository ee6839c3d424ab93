'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { ServiceProtocol } from '#lib/model/service.ts'
import type { ApiCluster } from '#components/api/types.ts'
import { SelectField, SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { Diagnosed, diagnosticsOf, FormDiagnostics } from '#components/form/field-diagnostics.tsx'
import { FieldGroup } from '#components/form/field-group.tsx'
import { LiveDiagnostics } from '#components/form/live-diagnostics.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { AdditionalSettings } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useLiveCheck } from '#components/form/use-live-check.ts'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { KnownWorkspace } from '#components/kubernetes/known-workspace.tsx'
import { CreateUpstreamDrawer } from '#components/upstreams/create-upstream-drawer.tsx'
import { DestinationFields } from './destination-fields.tsx'
import { fromFormValues, hasPath, hasTls, newService, toCopy, toField, toFormValues, type ServiceValues } from './service-values.ts'
import { BackingFields } from './backing-fields.tsx'
import { ServicePlaceFields } from './service-place-fields.tsx'
import { TlsFields } from './tls-fields.tsx'
import { V1ServiceFields } from './v1-service-fields.tsx'

type Props = { name?: string; from?: string }

export const ServiceForm = (props: Props) => <KnownWorkspace>{(cluster) => <Form {...props} cluster={cluster} />}</KnownWorkspace>

function Form({ name, from, cluster }: Props & { cluster: ApiCluster | null }) {
  const t = useTranslations('services.form')
  const [missing, setMissing] = useState<string>()
  const state = useObjectForm({
    kind: 'services',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (service) => (service ? toFormValues(service, cluster !== null) : newService('', cluster !== null)),
    toCopy,
    fromForm: fromFormValues,
    toField,
  })
  const check = useLiveCheck(state)
  return (
    <FormDiagnostics value={diagnosticsOf(check?.diagnostics, 'services', check?.object.name ?? '')}>
      <ObjectForm state={state} aside={<LiveDiagnostics items={check?.diagnostics} />}>
        <div className="space-y-4 pb-5">
          {cluster === null ? <NameField editing={name !== undefined} /> : <ServicePlaceFields stored={name === undefined ? undefined : state.stored} />}
          <Diagnosed name="protocol">
            <SelectField name="protocol" label={t('protocol')} help={t('protocolHelp')} options={ServiceProtocol.options.map((value) => ({ value, label: value }))} />
          </Diagnosed>
          {cluster === null ? <DestinationFields onCreateUpstream={setMissing} /> : <BackingFields stored={name === undefined ? undefined : state.stored} />}
          <PathField />
          <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
        </div>
        {cluster !== null && <V1ServiceFields />}
        <AdditionalSettings>
          <FieldGroup title={t('timeouts')}>
            <div className="grid items-start gap-4 sm:grid-cols-3">
              <NumberField name="connectTimeoutMs" label={t('connect')} unit="ms" placeholder="60000" />
              <NumberField name="readTimeoutMs" label={t('read')} unit="ms" placeholder="60000" />
              <NumberField name="writeTimeoutMs" label={t('write')} unit="ms" placeholder="60000" />
            </div>
            <NumberField name="retries" label={t('retries')} help={t('retriesHelp')} placeholder="5" />
          </FieldGroup>
          <TlsOfProtocol />
          <TagsField name="tags" label={t('tags')} help={t('tagsHelp')} placeholder="team-a" optional />
        </AdditionalSettings>
      </ObjectForm>
      <CreateUpstreamDrawer
        open={missing !== undefined}
        onOpenChange={(open) => !open && setMissing(undefined)}
        called={missing ?? ''}
        onCreated={(upstream) => state.form.setValue('upstream', upstream, { shouldDirty: true, shouldValidate: true })}
      />
    </FormDiagnostics>
  )
}

const useProtocol = () => useWatch<ServiceValues, 'protocol'>({ name: 'protocol' })

function PathField() {
  const t = useTranslations('services.form')
  return hasPath(useProtocol()) && <TextField name="path" label={t('path')} help={t('pathHelp')} placeholder="/v2" optional mono />
}

function TlsOfProtocol() {
  return hasTls(useProtocol()) && <TlsFields />
}
