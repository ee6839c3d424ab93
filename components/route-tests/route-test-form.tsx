'use client'
import { useTranslations } from 'next-intl'
import { SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { ExpectFields } from './expect-fields.tsx'
import { RequestFields } from './request-fields.tsx'
import { valuesOf, type Search } from './test-links.ts'
import { fromFormValues, toField, toFormValues } from './test-values.ts'
import { TryPanel } from './try-panel.tsx'
import { useTry } from './use-try.ts'

type Props = {
  name?: string
  from?: string
  /** The fields that a new test begins with, as a link said them. */
  search?: Search
}

export function RouteTestForm({ name, from, search = {} }: Props) {
  const t = useTranslations('routeTests.form')
  const state = useObjectForm({
    kind: 'route-tests',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    seed: Object.keys(search).length === 0 ? '' : JSON.stringify(search),
    toForm: (test) => (test ? toFormValues(test) : valuesOf(search)),
    fromForm: fromFormValues,
    toField,
  })
  const trying = useTry(state)
  return (
    <ObjectForm state={state} aside={<TryPanel of={trying} />}>
      <div className="space-y-4 pb-5">
        <NameField editing={name !== undefined} placeholder="shop-api" />
        <TextField name="description" label={t('description')} help={t('descriptionHelp')} optional />
      </div>
      <RequestFields />
      <ExpectFields />
      <Section title={t('more')}>
        <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
        <TagsField name="tags" label={t('tags')} placeholder="team-a" optional />
      </Section>
    </ObjectForm>
  )
}
