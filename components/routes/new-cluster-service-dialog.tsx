'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FormProvider, useForm, type Path } from 'react-hook-form'
import { isApiError } from '#components/api/error.ts'
import { useAction } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import type { WriteAnswer } from '#components/api/types.ts'
import { SelectField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { objectResolver } from '#components/form/object-resolver.ts'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { SelectorField } from '#components/services/backing-fields.tsx'
import { ServicePlaceFields } from '#components/services/service-place-fields.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
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
const FORM = 'new-cluster-service'

/** A V1Service, with its addresses, labels or host, without leaving the form of the route that needs it. */
export function NewClusterServiceDialog({ called, namespace, onClose, onCreated }: Props) {
  const t = useTranslations('routes.newService')
  const place = useTranslations('services.place')
  const client = useClient()
  const apply = useAction<WriteAnswer<'services'>>()
  const [busy, setBusy] = useState(false)
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
  const problem = form.formState.errors.root?.server?.message

  // Apply would change a V1Service that is there without a word.
  const isTaken = (name: string) => client.get(`/services/${encodeURIComponent(name)}`).then(() => true, (cause) => !isApiError(cause, 'NOT_FOUND'))
  const create = form.handleSubmit(async (values) => {
    const { upstream, service } = clusterServiceObjects(values)
    const name = String(service.name)
    setBusy(true)
    try {
      if (await isTaken(name)) return form.setError('place.service', { type: 'taken', message: t('takenService', { name }) })
      await apply.mutateAsync({ path: '/apply', body: { objects: [...(upstream ? [{ kind: 'upstreams', ...upstream }] : []), { kind: 'services', ...service }] } })
      onCreated(name)
    } catch (cause) {
      const issues = isApiError(cause, 'INVALID') ? cause.issues : []
      for (const issue of issues) {
        const field = clusterServiceField(objectPathOf(issue, upstream !== undefined), values)
        form.setError((field === '' ? 'root.server' : field) as Path<NewClusterService>, { type: 'server', message: issue.message })
      }
      if (issues.length === 0) form.setError('root.server', { type: 'server', message: cause instanceof Error ? cause.message : String(cause) })
    } finally {
      setBusy(false)
    }
  })
  return (
    <Dialog
      open
      modalOnly
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('descriptionCluster')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={busy}>{t('create')}</Button>
        </>
      }
    >
      <FormProvider {...form}>
        <form
          id={FORM}
          noValidate
          className="space-y-4"
          onSubmit={(event) => {
            // The form behind this dialog must not be submitted with it.
            event.stopPropagation()
            void create(event)
          }}
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
          {problem !== undefined && <Callout tone="bad">{problem}</Callout>}
        </form>
      </FormProvider>
    </Dialog>
  )
}
