'use client'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useNamespaces } from '#components/api/kubernetes.ts'
import { useList } from '#components/api/queries.ts'
import type { ApiCluster, ApiObject } from '#components/api/types.ts'
import { ComboboxField, SwitchField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { ComputedName } from '#components/kubernetes/computed-name.tsx'
import { FixedPlace } from '#components/kubernetes/fixed-place.tsx'
import { NamespaceField } from '#components/kubernetes/namespace-field.tsx'
import { useFirstNamespace } from '#components/kubernetes/use-first-namespace.ts'
import { OnePathField } from './paths-field.tsx'
import { placedName } from './route-place.ts'
import type { RouteFormValues } from './route-values.ts'
import { useSiblings, useTakeOver } from './use-siblings.ts'

type Props = { cluster: ApiCluster; /** The route that is edited. */ stored: ApiObject<'routes'> | undefined }

/** Where a route of a cluster stands: its Ingress, one host, one path and their certificate. Its name follows from that. */
export function RoutePlaceFields({ cluster, stored }: Props) {
  const t = useTranslations('routes.place')
  const isNew = stored === undefined
  const [place, hosts, paths] = useWatch<RouteFormValues, ['place', 'hosts', 'paths']>({ name: ['place', 'hosts', 'paths'] })
  const { namespace = '', ingress = '', joins = false, defaultBackend = false } = place ?? {}
  const siblings = useSiblings(namespace, ingress, stored?.name)
  useFirstNamespace('place.namespace', isNew)
  useJoins(isNew)
  useTakeOver(siblings[0], isNew)
  return (
    <>
      {isNew ? (
        <FieldRow>
          <NamespaceField name="place.namespace" />
          <IngressField namespace={namespace} />
        </FieldRow>
      ) : (
        stored.origin && <FixedPlace origin={stored.origin} />
      )}
      {ingress !== '' && (
        <div className="space-y-1">
          <p className="text-xs leading-4.5 text-muted">
            {siblings.length > 0
              ? t(isNew ? 'joins' : 'shares', { ingress: `${namespace}/${ingress}`, count: siblings.length })
              : isNew && !joins ? t('makes', { ingress: `${namespace}/${ingress}`, class: cluster.ingressClass }) : null}
          </p>
          <ComputedName name={place === null ? undefined : placedName({ place: { ...place, joins: joins || siblings.length > 0 }, hosts, paths })} />
        </div>
      )}
      <SwitchField name="place.defaultBackend" label={t('defaultBackend')} help={t('defaultBackendHelp')} />
      {!defaultBackend && (
        <>
          <Diagnosed name="hosts"><TextField name="hosts.0" label={t('host')} help={t('hostHelp')} placeholder="shop.example.com" mono /></Diagnosed>
          <Diagnosed name="paths"><OnePathField dialect={cluster.dialect} /></Diagnosed>
          <Diagnosed name="kubernetes"><CertificateField namespace={namespace} /></Diagnosed>
        </>
      )}
    </>
  )
}

/** Whether the Ingress is there decides how the route is called. */
function useJoins(active: boolean): void {
  const { getValues, setValue } = useFormContext<RouteFormValues>()
  const [namespace, ingress] = useWatch<RouteFormValues, ['place.namespace', 'place.ingress']>({ name: ['place.namespace', 'place.ingress'] })
  const items = useNamespaces().data?.items
  const joins = items?.some((one) => one.name === namespace && one.ingresses.includes(ingress)) ?? false
  useEffect(() => {
    if (active && getValues('place.joins') !== joins) setValue('place.joins', joins)
  }, [active, joins, getValues, setValue])
}

function IngressField({ namespace }: { namespace: string }) {
  const t = useTranslations('routes.place')
  const { data, isPending } = useNamespaces()
  const there = data?.items.find(({ name }) => name === namespace)?.ingresses ?? []
  return (
    <ComboboxField
      name="place.ingress"
      label={t('ingress')}
      free
      mono
      placeholder="shop"
      loading={isPending}
      items={there.map((value) => ({ value, hint: t('exists') }))}
    />
  )
}

function CertificateField({ namespace }: { namespace: string }) {
  const t = useTranslations('routes.place')
  const certificates = useList('certificates', { q: namespace === '' ? '' : `${namespace}.`, sort: 'name', limit: 1000 })
  const items = (certificates.data?.items ?? []).filter(({ name }) => name.startsWith(`${namespace}.`))
  return (
    <ComboboxField
      name="place.certificate"
      label={t('certificate')}
      help={t('certificateHelp')}
      optional
      clearable
      free
      mono
      placeholder={`${namespace === '' ? 'default' : namespace}.shop-tls`}
      loading={certificates.isPending}
      items={items.map(({ name, facts }) => ({ value: name, ...(facts ? { hint: facts.names.join(', ') } : {}) }))}
    />
  )
}
