'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useWatch } from 'react-hook-form'
import type { ApiObject } from '#components/api/types.ts'
import { ComboboxField, SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { Section } from '#components/form/section.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { contextsIn } from './contexts-in.ts'
import { ConnectionTrial } from './connection-trial.tsx'
import { KubeconfigField } from './kubeconfig-field.tsx'
import { connectionFrom, type WorkspaceValues } from './workspace-values.ts'

type Props = {
  /** Of the stored workspace; absent while it is made. */
  name: string | undefined
  stored: ApiObject<'workspaces'> | undefined
}

const storedKubeconfig = (stored: Props['stored']) =>
  stored?.kind === 'kubernetes' && stored.connection.type === 'kubeconfig' ? stored.connection.kubeconfigFingerprint : undefined

/** How the cluster is reached, which namespaces are read, and a trial of both. */
export function ConnectionFields({ name, stored }: Props) {
  const t = useTranslations('workspaces.connection')
  const values = useWatch<WorkspaceValues>() as WorkspaceValues
  const { connection, allowExec, namespaces, kubeconfig } = values
  const { names, current } = useMemo(() => contextsIn(connection === 'kubeconfig' ? kubeconfig : ''), [connection, kubeconfig])
  const tried = { connection: connectionFrom(values), namespaces }
  return (
    <Section title={t('title')} help={t('help')}>
      <SegmentsField
        name="connection"
        label={t('by')}
        help={t(`byHelp.${connection}`)}
        options={(['inCluster', 'kubeconfig', 'file'] as const).map((value) => ({ value, label: t(`types.${value}`) }))}
      />
      {connection === 'kubeconfig' && <KubeconfigField fingerprint={storedKubeconfig(stored)} />}
      {connection === 'file' && <TextField name="path" label={t('path')} help={t('pathHelp')} placeholder="/etc/sluice/kubeconfig" mono optional />}
      {connection !== 'inCluster' && (
        <>
          <ComboboxField
            name="context"
            label={t('context')}
            help={t('contextHelp')}
            items={names.map((value) => ({ value }))}
            placeholder={current ?? 'kind-dev'}
            free
            clearable
            mono
            optional
          />
          <SwitchField name="allowExec" label={t('allowExec')} help={t('allowExecHelp')} />
          {allowExec && <Callout tone="warn" title={t('execTitle')}>{t('execText')}</Callout>}
        </>
      )}
      <TagsField name="namespaces" label={t('namespaces')} help={t('namespacesHelp')} placeholder="shop" optional />
      <ConnectionTrial name={name} body={() => tried} of={JSON.stringify(tried)} />
    </Section>
  )
}
