'use client'
import { useTranslations } from 'next-intl'
import { Expectation } from '#lib/model/route-test.ts'
import { useList } from '#components/api/queries.ts'
import type { Kind } from '#lib/model/kinds.ts'
import { ComboboxField, SelectField } from '#components/form/choice-fields.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'

const OUTCOMES = Expectation.shape.outcome.unwrap().options
const SIDES = Expectation.shape.side.unwrap().options

/** Names to choose from; one that does not exist yet may be expected too. */
const useNames = (kind: Kind) => (useList(kind, { limit: 1000 }).data?.items ?? []).map(({ name }) => ({ value: name }))

/** What must come of the request: each field that is set must hold. */
export function ExpectFields() {
  const t = useTranslations('routeTests')
  const [routes, services, upstreams] = [useNames('routes'), useNames('services'), useNames('upstreams')]
  const any = { value: '', label: t('form.notChecked') }
  const outcomes = [any, ...OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))]
  const sides = [any, ...SIDES.map((value) => ({ value, label: t(`side.${value}`) }))]
  return (
    <Section title={t('form.expect')} help={t('form.expectHelp')}>
      <FieldRow>
        <SelectField name="expect.outcome" label={t('field.outcome')} options={outcomes} />
        <NumberField name="expect.status" label={t('field.status')} placeholder="404" />
      </FieldRow>
      <FieldRow>
        <ComboboxField name="expect.route" label={t('field.route')} items={routes} free clearable mono />
        <ComboboxField name="expect.service" label={t('field.service')} items={services} free clearable mono />
      </FieldRow>
      <FieldRow>
        <ComboboxField name="expect.upstream" label={t('field.upstream')} items={upstreams} free clearable mono />
        <TextField name="expect.target" label={t('field.target')} placeholder="10.0.0.1:8080" mono />
      </FieldRow>
      <SelectField name="expect.side" label={t('field.side')} help={t('form.sideHelp')} options={sides} />
      <TextField name="expect.location" label={t('field.location')} help={t('form.locationHelp')} placeholder="https://shop.test/api" mono />
      <TextField
        name="expect.upstreamUrl"
        label={t('field.upstreamUrl')}
        help={t('form.upstreamUrlHelp')}
        placeholder="http://10.0.0.1:8080/v2/api"
        mono
      />
    </Section>
  )
}
