'use client'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState, type ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import { ComboboxField } from '#components/form/choice-fields.tsx'
import { NewClusterServiceDialog } from './new-cluster-service-dialog.tsx'
import { NewServiceDialog } from './new-service-dialog.tsx'

type Props = {
  name: string
  label: string
  help?: ReactNode
  /** A service that makes no sense here. */
  except?: string | undefined
  /** A choice for none. */
  none?: { value: string; label: string }
  /** In a cluster: an Ingress goes to Services of its own namespace alone. Empty: not known yet. */
  namespace?: string | undefined
}

/** Chooses a service, or makes one on the spot. */
export function ServiceField({ name, label, help, except, none, namespace }: Props) {
  const t = useTranslations('routes.form')
  const form = useFormContext()
  const [typed, setTyped] = useState('')
  const [creating, setCreating] = useState<string>()
  const start = namespace === undefined || namespace === '' ? '' : `${namespace}.`
  const services = useList('services', { q: useDeferredValue(`${start} ${typed}`.trim()), limit: start === '' ? 100 : 1000, sort: 'name' })
  const found = (services.data?.items ?? [])
    .filter((service) => service.name !== except && service.name.startsWith(start))
    .map((service) => ({ value: service.name, hint: service.upstream ?? service.host ?? '' }))
  const items = none === undefined ? found : [...found, none]
  return (
    <>
      <ComboboxField
        name={name}
        label={label}
        help={help}
        mono
        placeholder={t('servicePlaceholder')}
        items={items}
        loading={services.isPending}
        onSearch={setTyped}
        onCreate={setCreating}
        createLabel={(text) => (text === '' ? t('createService') : t('createServiceNamed', { name: text }))}
      />
      {creating !== undefined && namespace !== undefined && (
        <NewClusterServiceDialog
          called={creating}
          namespace={namespace}
          onClose={() => setCreating(undefined)}
          onCreated={(created) => {
            setCreating(undefined)
            form.setValue(name, created, { shouldDirty: true, shouldTouch: true, shouldValidate: true })
          }}
        />
      )}
      {creating !== undefined && namespace === undefined && (
        <NewServiceDialog
          name={creating}
          onClose={() => setCreating(undefined)}
          onCreated={(created) => {
            setCreating(undefined)
            form.setValue(name, created, { shouldDirty: true, shouldTouch: true, shouldValidate: true })
          }}
        />
      )}
    </>
  )
}
