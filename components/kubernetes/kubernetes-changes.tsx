'use client'
import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { KubernetesChange } from '#components/api/types.ts'
import { Badge } from '#components/ui/badge.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { DiffView } from '#components/ui/diff-view.tsx'
import { KeeperMark } from './managed-by.tsx'
import { refText } from './object-names.ts'

type Props = {
  changes: readonly KubernetesChange[]
  /** In a small dialog: each opens on a click. */
  folded?: boolean
}

/** The Kubernetes objects that a write creates, changes and deletes, each with its YAML before and after. */
export function KubernetesChanges({ changes, folded = false }: Props) {
  const t = useTranslations('kubernetes.changes')
  if (changes.length === 0) return <p className="text-muted">{t('none')}</p>
  return (
    <ul className="space-y-3">
      {changes.map((change) => (
        <li key={refText(change.ref)}>{folded ? <Folded change={change} /> : <Open change={change} />}</li>
      ))}
    </ul>
  )
}

function Head({ change: { ref, action, method, managedBy } }: { change: KubernetesChange }) {
  const t = useTranslations('kubernetes.changes')
  return (
    <span className="inline-flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1">
      <span className="font-medium">{t(`action.${action}`)}</span>
      <span className="font-mono text-xs break-all">{refText(ref)}</span>
      {(method === 'apply' || method === 'patch') && <Badge>{t(`method.${method}`)}</Badge>}
      <KeeperMark managedBy={managedBy ?? undefined} />
    </span>
  )
}

const Open = ({ change }: { change: KubernetesChange }) => (
  <section className="space-y-1">
    <h4><Head change={change} /></h4>
    <Body change={change} />
  </section>
)

const Folded = ({ change }: { change: KubernetesChange }) => (
  <details className="group/change">
    <summary className="flex cursor-pointer list-none items-start gap-1 rounded-sm [&::-webkit-details-marker]:hidden">
      <Turn className="group-open/change:rotate-90" />
      <Head change={change} />
    </summary>
    <div className="mt-1 ml-5 space-y-1"><Body change={change} /></div>
  </details>
)

const Turn = ({ className }: { className: string }) => <ChevronRight size={14} aria-hidden className={`mt-0.5 shrink-0 text-muted transition-transform duration-100 ${className}`} />

function Body({ change: { ref, before, after, command } }: { change: KubernetesChange }) {
  const t = useTranslations('kubernetes.changes')
  return (
    <>
      <DiffView label={refText(ref)} before={before} after={after} />
      <details className="group/hand">
        <summary className="flex w-fit cursor-pointer list-none items-start gap-1 rounded-sm text-xs text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
          <Turn className="group-open/hand:rotate-90" />
          {t('byHand')}
        </summary>
        <div className="mt-1"><CodeBlock label={t('commandFor', { object: refText(ref) })} wrap>{command}</CodeBlock></div>
      </details>
    </>
  )
}
