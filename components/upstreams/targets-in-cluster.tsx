'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { pb } from '#components/api/path-builder.ts'
import { useObject } from '#components/api/queries.ts'
import { FieldMessage, useFieldError } from '#components/form/field.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { address } from './describe-upstream.ts'
import { TargetsField } from './targets-field.tsx'
import type { UpstreamValues } from './upstream-values.ts'

/** The targets of a V1Service port: the cluster finds those of pods and of a host outside, so that only addresses can be edited here. */
export function TargetsInCluster({ name }: { name: string }) {
  const t = useTranslations('upstreams.form.inCluster')
  const label = useTranslations('upstreams.form.targets')('label')
  const service = useObject('services', name).data
  const targets = useWatch<UpstreamValues, 'targets'>({ name: 'targets' })
  const error = useFieldError('targets')
  const why = service?.kubernetes?.selector !== undefined ? 'selector' : service?.kubernetes?.type === 'ExternalName' ? 'host' : undefined
  if (why === undefined) return <TargetsField />
  const link = (chunks: React.ReactNode) => <Link href={pb.services.edit(name)} className="rounded-sm text-accent-ink underline underline-offset-2">{chunks}</Link>
  return (
    <div role="group" aria-label={label} data-field="targets" className="space-y-1.5">
      <div className="font-medium">{label}</div>
      <Callout tone="neutral">{t.rich(why, { link })}</Callout>
      <ul className="max-h-60 overflow-auto">
        {targets.map(({ host, port }) => <li key={`${host} ${port}`} className="leading-6"><Mono>{address({ host, port: Number(port) })}</Mono></li>)}
      </ul>
      {error !== undefined && <FieldMessage>{error}</FieldMessage>}
    </div>
  )
}
