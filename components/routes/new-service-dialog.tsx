'use client'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { useForm } from 'react-hook-form'
import { useAction } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import { useList } from '#components/api/queries.ts'
import type { Page } from '#components/api/types.ts'
import { ComboboxField, SelectField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { objectResolver } from '#components/form/object-resolver.ts'
import { SmallForm } from '#components/form/small-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { newServiceField, newServiceObjects, newServiceSchema, newServiceValues, type NewServiceValues } from './new-service-values.ts'

type Props = {
  /** What was typed into the select. */
  name: string
  onClose: () => void
  onCreated: (name: string) => void
}

const PROTOCOLS = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp'].map((value) => ({ value, label: value }))

/** A service, and with addresses its upstream too, as one revision, without leaving the form that needs it. */
export function NewServiceDialog({ name, onClose, onCreated }: Props) {
  const t = useTranslations('routes.newService')
  const client = useClient()
  const apply = useAction<unknown>()
  const upstreams = useList('upstreams', { limit: 200 })
  const form = useForm<NewServiceValues>({
    mode: 'onTouched',
    defaultValues: newServiceValues(name),
    resolver: objectResolver<NewServiceValues>(newServiceSchema(t('needsAddress')), newServiceObjects, newServiceField),
  })
  const to = form.watch('to')
  const first = useRef<HTMLElement | null>(null)

  // Apply would replace an object of the same name without a word.
  const isTaken = async (kind: 'services' | 'upstreams', wanted: string) => {
    const found = await client.get<Page<{ name: string }>>(`/${kind}`, { query: { q: `"${wanted}"`, limit: 1000 } })
    return found.items.some(({ name: other }) => other === wanted)
  }
  const create = async (values: NewServiceValues) => {
    const { upstream, service } = newServiceObjects(values)
    const taken = (await isTaken('services', service.name)) ? 'service' : upstream && (await isTaken('upstreams', upstream.name)) ? 'upstream' : null
    if (taken) return form.setError('name', { type: 'taken', message: t('taken', { kind: taken, name: service.name }) })
    const objects = [...(upstream ? [{ kind: 'upstreams', ...upstream }] : []), { kind: 'services', ...service }]
    await apply.mutateAsync({ path: '/apply', body: { objects } })
    onCreated(service.name)
  }
  return (
    <SmallForm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('description')}
      size="md"
      form={form}
      onSubmit={create}
      toField={() => ''}
      submitLabel={t('create')}
      initialFocus={first}
      formRef={(element) => {
        first.current ??= element?.querySelector<HTMLElement>(name === '' ? 'input' : '[data-field="addresses"] input') ?? null
      }}
    >
      <TextField name="name" label={t('name')} mono placeholder="shop" />
      <SelectField name="to" label={t('to')} options={(['addresses', 'upstream'] as const).map((value) => ({ value, label: t(`toOptions.${value}`) }))} />
      {to === 'addresses' ? (
        <StringListField name="addresses" label={t('addresses')} help={t('addressesHelp')} addLabel={t('addAddress')} rowLabel={t('address')} placeholder="127.0.0.1:9001" />
      ) : (
        <ComboboxField name="upstream" label={t('upstream')} mono items={(upstreams.data?.items ?? []).map((upstream) => ({ value: upstream.name }))} loading={upstreams.isPending} />
      )}
      <SelectField name="protocol" label={t('protocol')} options={PROTOCOLS} />
    </SmallForm>
  )
}
