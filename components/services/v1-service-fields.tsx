'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, SwitchField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { ServiceValues } from './service-values.ts'

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const

/** How the cluster itself offers the V1Service. Sluice goes straight to the addresses behind it. */
export function V1ServiceFields() {
  const t = useTranslations('services.place')
  const place = useWatch<ServiceValues, 'place'>({ name: 'place' })
  const { backing, type } = place ?? {}
  return (
    <Section title={t('inCluster')} help={t('inClusterHelp')}>
      {backing === 'host' ? (
        <p className="text-muted">{t('externalName')}</p>
      ) : (
        <>
          <Diagnosed name="kubernetes.type">
            <SelectField name="place.type" label={t('type')} options={TYPES.map((value) => ({ value, label: value, hint: t(`types.${value}`) }))} />
          </Diagnosed>
          {type === 'ClusterIP' && <SwitchField name="place.headless" label={t('headless')} help={t('headlessHelp')} />}
          {(type === 'NodePort' || type === 'LoadBalancer') && <NumberField name="place.nodePort" label={t('nodePort')} help={t('nodePortHelp')} placeholder="30080" optional />}
          <StringListField name="place.externalIPs" label={t('externalIPs')} help={t('externalIPsHelp')} optional addLabel={t('addExternalIP')} rowLabel={t('externalIP')} placeholder="192.0.2.10" />
        </>
      )}
      <FieldRow>
        <TextField name="place.portName" label={t('portName')} help={t('portNameHelp')} placeholder="http" optional mono />
      </FieldRow>
    </Section>
  )
}
