'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { pb } from '#components/api/path-builder.ts'
import type { ManagedBy } from '#components/api/types.ts'
import { KeeperBadge } from '#components/kubernetes/managed-by.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import type { KeyValue } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'

export const None = () => <span className="text-faint">–</span>

/** The first of several texts, and how many more there are. */
export function FirstOf({ items }: { items: readonly string[] }) {
  const [first, ...rest] = items
  if (first === undefined) return <None />
  return (
    <span className="inline-flex max-w-full min-w-0 items-baseline gap-1.5" title={items.join('\n')}>
      <Mono still>{first}</Mono>
      {rest.length > 0 && <span className="shrink-0 text-xs text-muted">+{rest.length}</span>}
    </span>
  )
}

/** Texts to read and copy, one a line. */
export function Lines({ items }: { items: readonly string[] }) {
  if (items.length === 0) return <None />
  return <ul className="min-w-0">{items.map((item) => <li key={item} className="min-w-0"><Mono copy>{item}</Mono></li>)}</ul>
}

export function RouteLinks({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <None />
  return (
    <ul className="min-w-0">
      {names.map((name) => <li key={name} className="truncate"><Link href={pb.routes.one(name)} title={name} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link></li>)}
    </ul>
  )
}

type Named = { namespace: string; name: string; createdAt: string | null; managedBy?: ManagedBy | null }

/** What is known of every object: who keeps it, since when it is there. */
export function useCommonFacts({ createdAt, managedBy }: Named): KeyValue[] {
  const t = useTranslations('cluster.facts')
  return [
    ...(managedBy ? [{ label: t('managedBy'), value: <KeeperBadge managedBy={managedBy} /> }] : []),
    ...(createdAt ? [{ label: t('created'), value: <RelativeTime at={createdAt} /> }] : []),
  ]
}

/** The command that shows the whole object. */
export function ReadCommand({ kind, namespace, name }: { kind: string; namespace: string; name: string }) {
  const t = useTranslations('cluster.facts')
  return <div className="mt-4"><CodeBlock label={t('command')}>{`kubectl -n ${namespace} get ${kind} ${name} -o yaml`}</CodeBlock></div>
}
