'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { TagsField } from '#components/form/choice-fields.tsx'
import { Diagnosed, diagnosticsOf, FormDiagnostics } from '#components/form/field-diagnostics.tsx'
import { LiveDiagnostics } from '#components/form/live-diagnostics.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { AdditionalSettings, Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useLiveCheck } from '#components/form/use-live-check.ts'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { KnownWorkspace } from '#components/kubernetes/known-workspace.tsx'
import { ServicePlaceFields } from '#components/services/service-place-fields.tsx'
import { BalancingFields } from './balancing-fields.tsx'
import { ActiveCheckFields, PassiveCheckFields } from './health-fields.tsx'
import { TargetsField } from './targets-field.tsx'
import { TargetsInCluster } from './targets-in-cluster.tsx'
import { fromFormValues, newUpstream, toCopy, toField, toFormValues } from './upstream-values.ts'

type Props = {
  /** The upstream to edit; absent = create. */
  name?: string
  /** The upstream to start as a copy of. */
  from?: string
  /** The name to begin a new one with. */
  called?: string
  onSaved?: (upstream: ApiObject<'upstreams'>) => void
  onCancel?: () => void
}

export const UpstreamForm = (props: Props) => <KnownWorkspace>{(cluster) => <Form {...props} inCluster={cluster !== null} />}</KnownWorkspace>

function Form({ name, from, called, inCluster, ...frame }: Props & { inCluster: boolean }) {
  const t = useTranslations('upstreams.form')
  const state = useObjectForm({
    kind: 'upstreams',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (upstream) => (upstream ? toFormValues(upstream, inCluster) : newUpstream(called, inCluster)),
    toCopy,
    fromForm: fromFormValues,
    toField,
  })
  const check = useLiveCheck(state)
  return (
    <FormDiagnostics value={diagnosticsOf(check?.diagnostics, 'upstreams', check?.object.name ?? '')}>
      <ObjectForm state={state} {...frame} aside={<LiveDiagnostics items={check?.diagnostics} />}>
        <div className="space-y-4 pb-5">
          {inCluster ? <ServicePlaceFields stored={name === undefined ? undefined : state.stored} /> : <NameField editing={name !== undefined} />}
          <Diagnosed name="targets">{inCluster && name !== undefined ? <TargetsInCluster name={name} /> : <TargetsField />}</Diagnosed>
        </div>
        <Section title={t('balancing')}>
          <BalancingFields />
          <Diagnosed name="slowStartMs"><NumberField name="slowStartMs" label={t('slowStart')} help={t('slowStartHelp')} unit={t('milliseconds')} placeholder="30000" /></Diagnosed>
        </Section>
        <AdditionalSettings>
          <TextField name="hostHeader" label={t('hostHeader')} help={t('hostHeaderHelp')} placeholder="shop.internal" optional mono />
          <NumberField name="slots" label={t('slots')} help={t('slotsHelp')} placeholder="10000" />
          <TagsField name="tags" label={t('tags')} help={t('tagsHelp')} placeholder="team-a" optional />
          <ActiveCheckFields />
          <PassiveCheckFields />
        </AdditionalSettings>
      </ObjectForm>
    </FormDiagnostics>
  )
}
