'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { ClusterDialect } from '#lib/model/workspace.ts'
import { SelectField } from '#components/form/choice-fields.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import type { WorkspaceValues } from './workspace-values.ts'

const PUBLISH = ['nothing', 'service', 'nodes', 'addresses'] as const

/** Which Ingresses of the cluster are served, and which address they show. */
export function ClusterFields() {
  const t = useTranslations('workspaces')
  const publish = useWatch<WorkspaceValues, 'publish'>({ name: 'publish' })
  return (
    <Section title={t('ingress.title')} help={t('ingress.help')}>
      <SelectField
        name="clusterDialect"
        label={t('dialect')}
        help={t('clusterDialect.help')}
        options={ClusterDialect.options.map((value) => ({ value, label: value, hint: t(`clusterDialect.hints.${value}`) }))}
      />
      <TextField name="ingressClass" label={t('ingress.class')} help={t('ingress.classHelp')} placeholder="sluice" mono />
      <SelectField
        name="publish"
        label={t('publish.label')}
        help={t('publish.help')}
        options={PUBLISH.map((value) => ({ value, label: t(`publish.types.${value}`), hint: t(`publish.hints.${value}`) }))}
      />
      {publish === 'service' && <TextField name="publishService" label={t('publish.service')} help={t('publish.serviceHelp')} placeholder="sluice/sluice-proxy" mono />}
      {publish === 'addresses' && (
        <StringListField
          name="publishAddresses"
          label={t('publish.addresses')}
          help={t('publish.addressesHelp')}
          addLabel={t('publish.addAddress')}
          rowLabel={t('publish.address')}
          placeholder="192.0.2.10"
        />
      )}
    </Section>
  )
}
