'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import type { ApiObject } from '#components/api/types.ts'
import { NumberField } from '#components/form/number-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { ComputedName } from '#components/kubernetes/computed-name.tsx'
import { FixedPlace } from '#components/kubernetes/fixed-place.tsx'
import { NamespaceField } from '#components/kubernetes/namespace-field.tsx'
import { portOf, serviceName } from '#components/kubernetes/object-names.ts'
import { useFirstNamespace } from '#components/kubernetes/use-first-namespace.ts'

/** What is edited of a V1Service port; absent for a new one. */
type Stored = ApiObject<'services'> | ApiObject<'upstreams'>

type Place = { namespace: string; service: string; port: number | string | undefined }

/** Which port of which V1Service it is; the name follows from that. Services and upstreams have these fields. */
export function ServicePlaceFields({ stored }: { stored: Stored | undefined }) {
  const t = useTranslations('services.place')
  const place = useWatch<{ place: Place | null }, 'place'>({ name: 'place' })
  useFirstNamespace('place.namespace', stored === undefined)
  if (stored) return stored.origin ? <FixedPlace origin={stored.origin} port={portOf(stored).port} /> : null
  return (
    <div className="space-y-1">
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_112px]">
        <NamespaceField name="place.namespace" />
        <TextField name="place.service" label={t('service')} placeholder="shop" mono />
        <NumberField name="place.port" label={t('port')} placeholder="80" />
      </div>
      {place && <ComputedName name={serviceName(place.namespace, place.service, place.port)} />}
    </div>
  )
}
