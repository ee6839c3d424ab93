'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { BUILT_IN_LISTENERS } from '#lib/model/listener.ts'
import type { ApiObject } from '#components/api/types.ts'
import { SelectField, SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useObjectForm } from '#components/form/use-object-form.ts'

type Values = { name: string; protocol: string; port: number | undefined; hostname: string; enabled: boolean; tags: string[] }

const PROTOCOLS = ['http', 'https', 'tcp', 'tls', 'udp'].map((value) => ({ value, label: value }))

const toForm = (listener: ApiObject<'listeners'> | undefined): Values => ({
  name: listener?.name ?? '',
  protocol: listener?.protocol ?? 'http',
  port: listener?.port,
  hostname: listener?.hostname ?? '',
  enabled: listener?.enabled ?? true,
  tags: listener?.tags ?? [],
})

export function ListenerForm({ name, from }: { name?: string; from?: string }) {
  const t = useTranslations('listeners')
  const state = useObjectForm<'listeners', Values>({ kind: 'listeners', name, from, toForm })
  const typed = useWatch({ control: state.form.control, name: 'name' })
  const builtIn = BUILT_IN_LISTENERS.some((one) => one === typed)
  return (
    <ObjectForm state={state}>
      <Section title={t('basics')} help={t('basicsHelp')}>
        <NameField editing={name !== undefined} placeholder="internal" />
        <SelectField name="protocol" label={t('protocol')} options={PROTOCOLS} />
        {builtIn ? <p className="text-muted">{t('builtInPort')}</p> : <NumberField name="port" label={t('port')} help={t('portHelp')} placeholder="8081" />}
        <TextField name="hostname" label={t('hostname')} help={t('hostnameHelp')} placeholder="*.shop.test" mono optional />
        <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
        <TagsField name="tags" label={t('tags')} optional placeholder="team-a" />
      </Section>
    </ObjectForm>
  )
}
