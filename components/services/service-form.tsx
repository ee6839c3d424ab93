'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useWatch } from 'react-hook-form'
import { ServiceProtocol } from '#lib/model/service.ts'
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
import { CreateUpstreamDrawer } from '#components/upstreams/create-upstream-drawer.tsx'
import { DestinationFields } from './destination-fields.tsx'
import { fromFormValues, hasPath, hasTls, newService, toField, toFormValues, type ServiceValues } from './service-values.ts'
import { TlsFields } from './tls-fields.tsx'

type Props = { name?: string; from?: string }

export function ServiceForm({ name, from }: Props) {
  const t = useTranslations('services.form')
  const [missing, setMissing] = useState<string>()
  const state = useObjectForm({
    kind: 'services',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (service) => (service ? toFormValues(service) : newService()),
    fromForm: fromFormValues,
    toField,
  })
  const check = useLiveCheck(state)
  return (
    <FormDiagnostics value={diagnosticsOf(check?.diagnostics, 'services', check?.object.name ?? '')}>
      <ObjectForm state={state} aside={<LiveDiagnostics items={check?.diagnostics} />}>
        <div className="space-y-4 pb-5">
          <NameField editing={name !== undefined} />
          <Diagnosed name="protocol">
            <SelectField name="protocol" label={t('protocol')} help={t('protocolHelp')} options={ServiceProtocol.options.map((value) => ({ value, label: value }))} />
          </Diagnosed>
          <DestinationFields onCreateUpstream={setMissing} />
          <PathField />
          <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
        </div>
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
