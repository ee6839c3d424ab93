'use client'
import { useTranslations } from 'next-intl'
import { FiltersField } from '#components/filters/filters-field.tsx'
import { TagsField } from '#components/form/choice-fields.tsx'
import { Diagnosed, diagnosticsOf, FormDiagnostics } from '#components/form/field-diagnostics.tsx'
import { LiveDiagnostics } from '#components/form/live-diagnostics.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { Section } from '#components/form/section.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { TouchedRoutes } from '#components/form/touched-routes.tsx'
import { useLiveCheck } from '#components/form/use-live-check.ts'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { Panel } from '#components/ui/page-header.tsx'
import { fromFormValues, newTemplate, toField, toFormValues } from './template-values.ts'

type Props = { name?: string; from?: string }

export function TemplateForm({ name, from }: Props) {
  const t = useTranslations('templates')
  const state = useObjectForm({
    kind: 'templates',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (template) => (template ? toFormValues(template) : newTemplate()),
    fromForm: fromFormValues,
    toField,
  })
  const check = useLiveCheck(state)
  return (
    <FormDiagnostics value={diagnosticsOf(check?.diagnostics, 'templates', check?.object.name ?? '')}>
      <ObjectForm
        state={state}
        aside={
          <div className="space-y-4">
            <LiveDiagnostics items={check?.diagnostics} />
            {name !== undefined && check?.touches && <Panel title={t('touches.title')}><TouchedRoutes touches={check.touches} /></Panel>}
          </div>
        }
      >
        <div className="space-y-4 pb-5">
          <NameField editing={name !== undefined} placeholder="public-api" />
          <TextField name="description" label={t('form.description')} help={t('form.descriptionHelp')} placeholder={t('form.descriptionExample')} optional />
          <TagsField name="tags" label={t('form.tags')} help={t('form.tagsHelp')} placeholder="team-a" optional />
        </div>
        <Section title={t('list.filters')}><Diagnosed name="filters"><FiltersField name="filters" /></Diagnosed></Section>
      </ObjectForm>
    </FormDiagnostics>
  )
}
