'use client'
import { useTranslations } from 'next-intl'
import type { ApiObject } from '#components/api/types.ts'
import { SelectField, SwitchField } from '#components/form/choice-fields.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useObjectForm } from '#components/form/use-object-form.ts'

type Values = { name: string; kind: string; dialect: string; served: boolean; description: string }

const toForm = (workspace: ApiObject<'workspaces'> | undefined): Values => ({
  name: workspace?.name ?? '',
  kind: workspace?.kind ?? 'database',
  dialect: workspace?.dialect ?? 'gateway',
  served: workspace?.served ?? true,
  description: workspace?.description ?? '',
})

export function WorkspaceForm({ name, from }: { name?: string; from?: string }) {
  const t = useTranslations('workspaces')
  const state = useObjectForm<'workspaces', Values>({ kind: 'workspaces', name, from, toForm })
  return (
    <ObjectForm state={state}>
      <Section title={t('basics')} help={t('basicsHelp')}>
        <NameField editing={name !== undefined} placeholder="staging" />
        <SelectField
          name="dialect"
          label={t('dialect')}
          help={t('dialectHelp')}
          options={[{ value: 'gateway', label: 'gateway', hint: t('dialectGateway') }, { value: 'kong', label: 'kong', hint: t('dialectKong') }]}
        />
        <SwitchField name="served" label={t('served')} help={t('servedHelp')} />
        <TextField name="description" label={t('description')} optional rows={3} />
      </Section>
    </ObjectForm>
  )
}
