'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { useObject } from '#components/api/queries.ts'
import type { ApiCluster, WriteAnswer } from '#components/api/types.ts'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { diagnosticsOf, FormDiagnostics } from '#components/form/field-diagnostics.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { useLiveCheck } from '#components/form/use-live-check.ts'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { KnownWorkspace } from '#components/kubernetes/known-workspace.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { CanaryFields } from './canary-fields.tsx'
import { CanaryRules } from './canary-rules.tsx'
import { canaryField, fromFormValues, newCanary, toCopyValues, toFormValues, type CanaryFormValues } from './canary-values.ts'

type Props = { name?: string; from?: string; /** The route to split. */ route?: string }

/** Starts, edits or copies a canary. */
export const CanaryForm = (props: Props) => <KnownWorkspace>{(cluster) => <Form {...props} cluster={cluster} />}</KnownWorkspace>

function Form({ name, from, route, cluster }: Props & { cluster: ApiCluster | null }) {
  const t = useTranslations('canaries.form')
  const state = useObjectForm<'canaries', CanaryFormValues>({
    kind: 'canaries',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (canary) => (canary === undefined ? newCanary(route ?? '') : from === undefined ? toFormValues(canary) : toCopyValues(canary)),
    // An Ingress has one canary, which is called like its route.
    fromForm: (values) => fromFormValues(cluster === null ? values : { ...values, name: name ?? values.route }),
    toField: (path) => (cluster !== null && path[0] === 'name' ? 'route' : canaryField(path)),
  })
  const checked = useLiveCheck(state)
  const objectName = checked?.object.name ?? name ?? state.form.getValues('name')
  const ended = state.stored !== undefined && state.stored.state !== 'active'
  return (
    <FormDiagnostics value={diagnosticsOf(checked?.diagnostics, 'canaries', objectName)}>
      {ended && <div className="mb-4 max-w-[640px]"><Callout tone="warn" title={t('ended')}>{t('endedHelp')}</Callout></div>}
      <ObjectForm state={state} aside={<CanaryPreview control={state.form.control} checked={checked} />}>
        <CanaryFields isNew={name === undefined} cluster={cluster} />
      </ObjectForm>
    </FormDiagnostics>
  )
}

type PreviewProps = { control: ReturnType<typeof useObjectForm<'canaries', CanaryFormValues>>['form']['control']; checked: WriteAnswer<'canaries'> | undefined }

function CanaryPreview({ control, checked }: PreviewProps) {
  const t = useTranslations('canaries.form')
  const values = useWatch({ control }) as CanaryFormValues
  const stable = useObject('routes', values.route === '' ? undefined : values.route).data?.service
  const weight = typeof values.weight === 'number' && values.weight >= 0 && values.weight <= 100 ? values.weight : 0
  const canary = {
    weight,
    ...(values.byHeader ? { header: { name: values.headerName, mode: values.headerMode, value: values.headerValue } } : {}),
    ...(values.byCookie ? { cookie: { name: values.cookieName } } : {}),
    ...(values.isSticky ? { sticky: { cookie: values.stickyCookie, maxAgeSeconds: typeof values.stickyMaxAge === 'number' ? values.stickyMaxAge : 0 } } : {}),
  }
  return (
    <section aria-label={t('preview')} className="space-y-3 rounded-lg border bg-surface p-4">
      <h2 className="text-xs font-medium text-muted">{t('preview')}</h2>
      <p>{t('sides', { route: values.route || '–', stable: stable ?? '–', canary: values.service || '–' })}</p>
      <div aria-live="polite"><CanaryRules canary={canary} /></div>
      {checked !== undefined && <div className="border-t pt-3"><DiagnosticList items={checked.diagnostics.slice(0, 3)} empty={t('noDiagnostics')} /></div>}
    </section>
  )
}
