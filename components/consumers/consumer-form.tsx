'use client'
import { useTranslations } from 'next-intl'
import { SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { newConsumer, toField, toFormValues } from './consumer-values.ts'

type Props = { name?: string; from?: string }

export function ConsumerForm({ name, from }: Props) {
  const t = useTranslations('consumers.form')
  const state = useObjectForm({
    kind: 'consumers',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (consumer) => (consumer ? toFormValues(consumer) : newConsumer()),
    toField,
  })
  return (
    <ObjectForm state={state}>
      <div className="space-y-4 pb-5">
        <NameField editing={name !== undefined} placeholder="anna" />
        <TextField name="customId" label={t('customId')} help={t('customIdHelp')} placeholder="u-1729" optional mono />
        <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
        <TagsField name="tags" label={t('tags')} help={t('tagsHelp')} placeholder="team-a" optional />
        {name === undefined && <p className="text-muted">{t('credentialsNext')}</p>}
      </div>
    </ObjectForm>
  )
}
