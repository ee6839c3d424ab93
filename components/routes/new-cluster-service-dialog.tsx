'use client'
import { useTranslations } from 'next-intl'
import { useForm } from 'react-hook-form'
import { isApiError } from '#components/api/error.ts'
import { useAction } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { WriteAnswer } from '#components/api/types.ts'
import { SelectField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { objectResolver } from '#components/form/object-resolver.ts'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { SmallForm } from '#components/form/small-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { SelectorField } from '#components/services/backing-fields.tsx'
import { ServicePlaceFields } from '#components/services/service-place-fields.tsx'
import { clusterServiceField, clusterServiceObjects, clusterServiceSchema, newClusterService, objectPathOf, type NewClusterService } from './new-cluster-service.ts'

type Props = {
  /** What was typed into the select. */
  called: string
  /** Of the Ingress that will go to it. */
  namespace: string
  onClose: () => void
  onCreated: (name: string) => void
}

const PROTOCOLS = ['http', 'https', 'grpc', 'grpcs'].map((value) => ({ value, label: value }))

/** A V1Service, with its addresses, labels or host, without leaving the form of the route that needs it. */
export function NewClusterServiceDialog({ called, namespace, onClose, onCreated }: Props) {
  const t = useTranslations('routes.newService')
  const place = useTranslations('services.place')
  const client = useClient()
  const apply = useAction<WriteAnswer<'services'>>()
  const form = useForm<NewClusterService>({
    mode: 'onTouched',
    defaultValues: newClusterService(called, namespace),
    resolver: objectResolver<NewClusterService>(
      clusterServiceSchema({ needsAddress: t('needsAddress'), needsLabel: t('needsLabel') }),
      clusterServiceObjects,
      clusterServiceField,
    ),
  })
  const backing = form.watch('place.backing')

  // Apply would change a V1Service that is there without a word.
  const isTaken = (name: string) => client.get(`/services/${encodeURIComponent(name)}`).then(() => true, (cause) => !isApiError(cause, 'NOT_FOUND'))
  const create = async (values: NewClusterService) => {
    const { upstream, service } = clusterServiceObjects(values)
    const name = String(service.name)
    if (await isTaken(name)) return form.setError('place.service', { type: 'taken', message: t('takenService', { name }) })
    await apply.mutateAsync({ path: '/apply', body: { objects: [...(upstream ? [{ kind: 'upstreams', ...upstream }] : []), { kind: 'services', ...service }] } })
    onCreated(name)
  }
  return (
    <SmallForm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('descriptionCluster')}
      size="md"
      form={form}
      onSubmit={create}
      toField={(issue, values) => clusterServiceField(objectPathOf(issue, clusterServiceObjects(values).upstream !== undefined), values)}
      submitLabel={t('create')}
    >
      <ServicePlaceFields stored={undefined} />
      <SegmentsField name="place.backing" label={place('backing')} options={(['addresses', 'pods', 'host'] as const).map((value) => ({ value, label: place(`backings.${value}`) }))} />
      {backing === 'addresses' && (
        <StringListField name="addresses" label={t('addresses')} help={place('addressesHelp')} addLabel={t('addAddress')} rowLabel={t('address')} placeholder="10.0.0.1:8080" />
      )}
      {backing === 'pods' && <SelectorField />}
      {backing === 'host' && <TextField name="host" label={place('host')} help={place('hostHelp')} placeholder="shop.example.com" mono />}
      {backing !== 'addresses' && (
        <TextField name="place.targetPort" label={place(backing === 'host' ? 'hostPort' : 'targetPort')} help={place(backing === 'host' ? 'hostPortHelp' : 'targetPortHelp')} placeholder="8080" optional mono />
      )}
      <SelectField name="protocol" label={t('protocol')} options={PROTOCOLS} />
    </SmallForm>
  )
}
