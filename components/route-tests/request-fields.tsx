'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import { ComboboxField, SelectField } from '#components/form/choice-fields.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { PairsField } from '#components/tester/pairs-field.tsx'
import type { RouteTestValues } from './test-values.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((value) => ({ value }))

export function RequestFields() {
  const t = useTranslations('routeTests.form')
  return (
    <Section title={t('request')} help={t('requestHelp')}>
      <ComboboxField name="request.method" label={t('method')} items={METHODS} free mono />
      <TextField name="request.url" label={t('url')} help={t('urlHelp')} placeholder="http://shop.test/api" mono />
      <PairsField
        name="request.headers"
        separator=":"
        label={t('headers')}
        help={t('headersHelp')}
        optional
        addLabel={t('addHeader')}
        rowLabel={t('header')}
        namePlaceholder="x-version"
        valuePlaceholder="2"
      />
      <FieldRow>
        <TextField name="request.clientIp" label={t('clientIp')} placeholder="192.0.2.1" mono optional />
        <TextField name="request.sni" label={t('sni')} placeholder={t('sniPlaceholder')} mono optional />
      </FieldRow>
      <ListenerField />
    </Section>
  )
}

function ListenerField() {
  const t = useTranslations('routeTests.form')
  const listeners = useList('listeners', { limit: 200 })
  const chosen = useWatch<RouteTestValues, 'request.listener'>({ name: 'request.listener' })
  const known = (listeners.data?.items ?? []).filter(({ protocol }) => protocol === 'http' || protocol === 'https')
  const options = known.map(({ name, port, protocol }) => ({ value: name, label: name, hint: port === undefined ? protocol : `${protocol}, ${port}` }))
  // One that is gone still stands in the test.
  const gone = chosen === '' || known.some(({ name }) => name === chosen) ? [] : [{ value: chosen, label: chosen }]
  return <SelectField name="request.listener" label={t('listener')} options={[{ value: '', label: t('listenerByUrl') }, ...options, ...gone]} />
}
