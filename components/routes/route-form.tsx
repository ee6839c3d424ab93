'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { diagnosticsOf, FormDiagnostics } from '#components/form/field-diagnostics.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { useLiveCheck } from '#components/form/use-live-check.ts'
import { useObjectForm, type ObjectFormState } from '#components/form/use-object-form.ts'
import { KnownWorkspace } from '#components/kubernetes/known-workspace.tsx'
import type { ApiCluster, WriteAnswer } from '#components/api/types.ts'
import { RouteFields } from './route-fields.tsx'
import { RouteFilterFields } from './route-filter-fields.tsx'
import { RouteMoreFields } from './route-more-fields.tsx'
import { RouteSentence } from './route-sentence.tsx'
import { fromFormValues, routeField, toCopy, toFormValues, type RouteFormValues } from './route-values.ts'
import { sentenceFacts } from './sentence-facts.ts'
import { useTemplates } from './use-templates.ts'

type Props = { /** The route to edit. */ name?: string; /** The route to copy. */ from?: string }

/** Creates, edits or duplicates a route. */
export const RouteForm = (props: Props) => <KnownWorkspace>{(cluster) => <Form {...props} cluster={cluster} />}</KnownWorkspace>

function Form({ name, from, cluster }: Props & { cluster: ApiCluster | null }) {
  const state = useObjectForm<'routes', RouteFormValues>({
    kind: 'routes',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (route) => toFormValues(route, cluster !== null),
    toCopy,
    fromForm: fromFormValues,
    toField: routeField,
  })
  const checked = useLiveCheck(state)
  const objectName = checked?.object.name ?? name ?? state.form.getValues('name')
  return (
    <FormDiagnostics value={diagnosticsOf(checked?.diagnostics, 'routes', objectName)}>
      <ObjectForm state={state} aside={<RoutePreview state={state} checked={checked} />}>
        <RouteFields isNew={name === undefined} cluster={cluster} stored={name === undefined ? undefined : state.stored} />
        <RouteFilterFields dialect={cluster?.dialect ?? null} />
        <RouteMoreFields dialect={cluster?.dialect ?? null} />
      </ObjectForm>
    </FormDiagnostics>
  )
}

const SHOWN = 3

/** The live sentence, and the first things that the dry run found. */
function RoutePreview({ state, checked }: { state: ObjectFormState<'routes', RouteFormValues>; checked: WriteAnswer<'routes'> | undefined }) {
  const t = useTranslations('routes.form')
  const values = useWatch({ control: state.form.control }) as RouteFormValues
  const { find } = useTemplates()
  const found = checked?.diagnostics ?? []
  return (
    <section aria-label={t('preview')} className="space-y-3 rounded-lg border bg-surface p-4">
      <h2 className="text-xs font-medium text-muted">{t('preview')}</h2>
      <div aria-live="polite" aria-atomic><RouteSentence facts={sentenceFacts(values, find)} /></div>
      {checked !== undefined && (
        <div className="border-t pt-3">
          <DiagnosticList items={found.slice(0, SHOWN)} empty={t('noDiagnostics')} />
          {found.length > SHOWN && <p className="mt-1 text-xs text-muted">{t('moreDiagnostics', { count: found.length - SHOWN })}</p>}
        </div>
      )}
    </section>
  )
}
