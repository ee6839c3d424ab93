'use client'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { useAction } from '#components/api/mutations.ts'
import { useClient } from '#components/api/provider.tsx'
import { useList } from '#components/api/queries.ts'
import type { Page } from '#components/api/types.ts'
import { ComboboxField, SelectField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { objectResolver } from '#components/form/object-resolver.ts'
import { TextField } from '#components/form/text-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { newServiceField, newServiceObjects, newServiceSchema, newServiceValues, type NewServiceValues } from './new-service-values.ts'

type Props = {
  /** What was typed into the select. */
  name: string
  onClose: () => void
  onCreated: (name: string) => void
}

const PROTOCOLS = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp'].map((value) => ({ value, label: value }))
const FORM = 'new-service'

/** A service, and with addresses its upstream too, as one revision, without leaving the form that needs it. */
export function NewServiceDialog({ name, onClose, onCreated }: Props) {
  const t = useTranslations('routes.newService')
  const client = useClient()
  const apply = useAction<unknown>()
  const [busy, setBusy] = useState(false)
  const upstreams = useList('upstreams', { limit: 200 })
  const form = useForm<NewServiceValues>({
    mode: 'onTouched',
    defaultValues: newServiceValues(name),
    resolver: objectResolver<NewServiceValues>(newServiceSchema(t('needsAddress')), newServiceObjects, newServiceField),
  })
  const to = form.watch('to')
  const problem = form.formState.errors.root?.server?.message
  const first = useRef<HTMLElement | null>(null)

  // Apply would replace an object of the same name without a word.
  const isTaken = async (kind: 'services' | 'upstreams', wanted: string) => {
    const found = await client.get<Page<{ name: string }>>(`/${kind}`, { query: { q: `"${wanted}"`, limit: 1000 } })
    return found.items.some(({ name: other }) => other === wanted)
  }
  const create = form.handleSubmit(async (values) => {
    const { upstream, service } = newServiceObjects(values)
    setBusy(true)
    try {
      const taken = (await isTaken('services', service.name)) ? 'service' : upstream && (await isTaken('upstreams', upstream.name)) ? 'upstream' : null
      if (taken) return form.setError('name', { type: 'taken', message: t('taken', { kind: taken, name: service.name }) })
      const objects = [...(upstream ? [{ kind: 'upstreams', ...upstream }] : []), { kind: 'services', ...service }]
      await apply.mutateAsync({ path: '/apply', body: { objects } })
      onCreated(service.name)
    } catch (cause) {
      form.setError('root.server', { type: 'server', message: cause instanceof Error ? cause.message : String(cause) })
    } finally {
      setBusy(false)
    }
  })
  return (
    <Dialog
      open
      modalOnly
      initialFocus={first}
      onOpenChange={(open) => !open && onClose()}
      title={t('title')}
      description={t('description')}
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
          ref={(element) => {
            first.current ??= element?.querySelector<HTMLElement>(name === '' ? 'input' : '[data-field="addresses"] input') ?? null
          }}
          noValidate
          className="space-y-4"
          onSubmit={(event) => {
            // The form behind this dialog must not be submitted with it.
            event.stopPropagation()
            void create(event)
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
          {problem !== undefined && <Callout tone="bad">{problem}</Callout>}
        </form>
      </FormProvider>
    </Dialog>
  )
}
