'use client'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { pb } from '#components/api/path-builder.ts'
import { useReadOnly } from '#components/api/workspace.ts'
import { buttonClass } from '#components/ui/button.tsx'
import { Example, Watched } from '#components/shell/cluster-empty.tsx'
import type { ApiCluster } from '#components/api/types.ts'

/** An overview of a cluster without any route: what is looked for, and the least Ingress that would be served. */
export function FirstIngress({ cluster }: { cluster: Pick<ApiCluster, 'ingressClass' | 'namespaces'> }) {
  const t = useTranslations('overview.firstIngress')
  const mayCreate = useReadOnly('routes') === undefined
  return (
    <section aria-labelledby="first-ingress" className="rounded-lg border bg-surface p-5">
      <h2 id="first-ingress" className="text-lg font-semibold">{t('title')}</h2>
      <div className="mt-1 max-w-2xl space-y-4 text-muted"><Watched cluster={cluster} />
        {mayCreate && <p><Link href={pb.routes.create()} className={buttonClass('primary')}>{t('create')}</Link></p>}
        <Example ingressClass={cluster.ingressClass} />
      </div>
    </section>
  )
}
