'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { SelectField, SwitchField } from '#components/form/choice-fields.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { Section } from '#components/form/section.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { ClusterFields } from './cluster-fields.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import { SharingHint } from './sharing-hint.tsx'
import { fromFormValues, toField, toFormValues, WithStoredKubeconfig, type WorkspaceValues } from './workspace-values.ts'

const SECRET = ['kubeconfig'] as const

export function WorkspaceForm({ name, from }: { name?: string; from?: string }) {
  const t = useTranslations('workspaces')
  const editing = name !== undefined
  const state = useObjectForm<'workspaces', WorkspaceValues>({
    kind: 'workspaces',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: toFormValues,
    fromForm: fromFormValues,
    toField,
    secret: SECRET,
    ...(editing ? { schema: WithStoredKubeconfig } : {}),
  })
  const kind = useWatch({ control: state.form.control, name: 'kind' })
  return (
    <ObjectForm state={state}>
      <Section title={t('basics')} help={t('basicsHelp')}>
        <NameField editing={editing} placeholder="staging" />
        {editing ? (
          <p className="text-muted">{t('kindFixed', { kind: t(`kinds.${kind}`) })}</p>
        ) : (
          <SegmentsField
            name="kind"
            label={t('kind')}
            help={t(`kindHelp.${kind}`)}
            options={[
              { value: 'database', label: t('kinds.database') },
              { value: 'kubernetes', label: t('kinds.kubernetes') },
            ]}
          />
        )}
        {kind === 'database' && (
          <SelectField
            name="dialect"
            label={t('dialect')}
            help={t('dialectHelp')}
            options={[
              { value: 'gateway', label: 'gateway', hint: t('dialectGateway') },
              { value: 'kong', label: 'kong', hint: t('dialectKong') },
            ]}
          />
        )}
        <SwitchField name="served" label={t('served')} help={t('servedHelp')} />
        <SharingHint />
        <TextField name="description" label={t('description')} optional rows={3} />
      </Section>
      {kind === 'kubernetes' && (
        <>
          <ConnectionFields name={name} stored={state.stored} />
          <ClusterFields />
        </>
      )}
    </ObjectForm>
  )
}
