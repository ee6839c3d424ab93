'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'
import type { ApiKind } from '#components/api/types.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import type { Station } from '#components/ui/path-drawing.tsx'
import { ingressExample, type ExampleOf } from './ingress-example.ts'

const EXAMPLES: Partial<Record<ApiKind, ExampleOf>> = { certificates: 'tls', canaries: 'canary', consumers: 'users' }

/** What forms write to a cluster; all else is made of other things there. */
const CREATED: readonly ApiKind[] = ['routes', 'services', 'upstreams', 'certificates', 'canaries']

type Cluster = Pick<KubernetesWorkspace, 'ingressClass' | 'namespaces'>

/** Nothing read from the cluster: which Ingresses are looked for, and the least one that would be served. */
export function ClusterEmpty({ kind, cluster, at, create }: { kind: ApiKind; cluster: Cluster; at?: Station; /** The button that makes one. */ create?: ReactNode }) {
  const t = useTranslations('workspaces.emptyCluster')
  const words = useTranslations('objects')
  if (kind === 'templates') return <EmptyState title={t('noTemplates')} {...(at ? { at } : {})}>{t('noTemplatesText')}</EmptyState>
  return (
    <EmptyState title={t('title', { what: words(`${kind}.many`) })} {...(at ? { at } : {})} {...(create && CREATED.includes(kind) ? { actions: create } : {})}>
      <div className="space-y-3"><Watched cluster={cluster} /><Example ingressClass={cluster.ingressClass} of={EXAMPLES[kind] ?? 'route'} /></div>
    </EmptyState>
  )
}

export function Watched({ cluster: { ingressClass, namespaces } }: { cluster: Cluster }) {
  const t = useTranslations('workspaces.emptyCluster')
  const mono = (chunks: React.ReactNode) => <code className="font-mono text-xs text-ink">{chunks}</code>
  return (
    <p>
      {t.rich('watched', { m: mono, class: ingressClass })}{' '}
      {namespaces.length === 0 ? t('everywhere') : t.rich('in', { m: mono, namespaces: namespaces.join(', ') })}
    </p>
  )
}

export function Example({ ingressClass, of = 'route' }: { ingressClass: string; of?: ExampleOf }) {
  const t = useTranslations('workspaces.emptyCluster')
  return (
    <div>
      <p className="mb-1">{t(`examples.${of}`)}</p>
      <CodeBlock label={t('exampleLabel')}>{ingressExample(ingressClass, of)}</CodeBlock>
      <p className="mt-2">{t('apply')} <code className="font-mono text-xs text-ink">kubectl apply -f ingress.yaml</code></p>
    </div>
  )
}
