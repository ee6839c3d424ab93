'use client'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useList, useObject } from '#components/api/queries.ts'
import type { ApiCluster } from '#components/api/types.ts'
import { ComboboxField, SelectField, SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { PercentField } from '#components/form/percent-field.tsx'
import { AdditionalSettings } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { namespaceOf } from '#components/kubernetes/object-names.ts'
import { matchLine } from '#components/routes/route-match.ts'
import { ServiceField } from '#components/routes/service-field.tsx'
import type { CanaryFormValues } from './canary-values.ts'

const MODES = ['alwaysNever', 'value', 'pattern'] as const

export function CanaryFields({ isNew, cluster }: { isNew: boolean; /** Where it will live, if in a cluster. */ cluster: ApiCluster | null }) {
  const t = useTranslations('canaries.form')
  const route = useWatch<CanaryFormValues, 'route'>({ name: 'route' })
  const stable = useObject('routes', route === '' ? undefined : route).data?.service
  return (
    <div className="space-y-5 pb-5">
      {cluster === null && <NameField editing={!isNew} placeholder="shop-v2" />}
      <RouteSelect />
      {cluster !== null && <p className="text-xs leading-4.5 text-muted">{t(`ofIngress.${cluster.dialect}`)}</p>}
      <Diagnosed name="service">
        <ServiceField name="service" label={t('service')} help={stable === undefined ? t('serviceHelp') : t('serviceHelpStable', { service: stable })} except={stable} namespace={cluster === null ? undefined : namespaceOf(route)} />
      </Diagnosed>
      <Diagnosed name="weight"><PercentField name="weight" label={t('weight')} help={t('weightHelp')} /></Diagnosed>
      <HeaderRule />
      <CookieRule />
      {cluster?.dialect !== 'nginx' && <Sticky />}
      {cluster?.dialect !== 'nginx' && (
        <AdditionalSettings>
          <TagsField name="tags" label={t('tags')} help={t('tagsHelp')} optional placeholder="team-a" />
        </AdditionalSettings>
      )}
    </div>
  )
}

function RouteSelect() {
  const t = useTranslations('canaries.form')
  const form = useFormContext<CanaryFormValues>()
  const [typed, setTyped] = useState('')
  const routes = useList('routes', { q: useDeferredValue(typed), limit: 100, sort: 'name' })
  const route = useWatch<CanaryFormValues, 'route'>({ name: 'route' })
  // A name that nobody typed follows the route.
  const [named, setNamed] = useState(route)
  if (named !== route) {
    setNamed(route)
    if (form.getValues('name') === (named === '' ? '' : `${named}-canary`)) queueMicrotask(() => form.setValue('name', route === '' ? '' : `${route}-canary`))
  }
  return (
    <Diagnosed name="route">
      <ComboboxField
        name="route"
        label={t('route')}
        help={t('routeHelp')}
        mono
        placeholder={t('routePlaceholder')}
        onSearch={setTyped}
        loading={routes.isPending}
        items={(routes.data?.items ?? []).map((one) => ({ value: one.name, hint: matchLine(one) }))}
      />
    </Diagnosed>
  )
}

function HeaderRule() {
  const t = useTranslations('canaries.form')
  const on = useWatch<CanaryFormValues, 'byHeader'>({ name: 'byHeader' })
  const mode = useWatch<CanaryFormValues, 'headerMode'>({ name: 'headerMode' })
  return (
    <div className="space-y-3">
      <Diagnosed name="header"><SwitchField name="byHeader" label={t('byHeader')} help={t('byHeaderHelp')} /></Diagnosed>
      {on && (
        <div className="space-y-3 border-l-2 pl-4">
          <FieldRow>
            <TextField name="headerName" label={t('headerName')} mono placeholder="x-canary" />
            <SelectField name="headerMode" label={t('headerMode')} options={MODES.map((value) => ({ value, label: t(`headerModes.${value}`) }))} />
          </FieldRow>
          {mode === 'alwaysNever' ? (
            <p className="text-xs text-muted">{t('alwaysNeverHelp')}</p>
          ) : (
            <TextField name="headerValue" label={t(`headerValues.${mode}.label`)} help={t(`headerValues.${mode}.help`)} mono placeholder={mode === 'value' ? 'beta' : '^v[23]'} />
          )}
        </div>
      )}
    </div>
  )
}

function CookieRule() {
  const t = useTranslations('canaries.form')
  const on = useWatch<CanaryFormValues, 'byCookie'>({ name: 'byCookie' })
  return (
    <div className="space-y-3">
      <Diagnosed name="cookie"><SwitchField name="byCookie" label={t('byCookie')} help={t('byCookieHelp')} /></Diagnosed>
      {on && (
        <div className="border-l-2 pl-4">
          <TextField name="cookieName" label={t('cookieName')} mono placeholder="canary" />
        </div>
      )}
    </div>
  )
}

function Sticky() {
  const t = useTranslations('canaries.form')
  const on = useWatch<CanaryFormValues, 'isSticky'>({ name: 'isSticky' })
  return (
    <div className="space-y-3">
      <Diagnosed name="sticky"><SwitchField name="isSticky" label={t('sticky')} help={t('stickyHelp')} /></Diagnosed>
      {on && (
        <div className="border-l-2 pl-4">
          <FieldRow>
            <TextField name="stickyCookie" label={t('stickyCookie')} help={t('stickyCookieHelp')} mono placeholder="sluice-side" />
            <NumberField name="stickyMaxAge" label={t('stickyMaxAge')} help={t('stickyMaxAgeHelp')} unit={t('seconds')} placeholder="86400" />
          </FieldRow>
        </div>
      )}
    </div>
  )
}
