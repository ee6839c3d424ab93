'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { isKind } from '#lib/model/kinds.ts'
import type { Diagnostic, Severity } from '#lib/model/routing-config.ts'
import { objectPath } from '#components/api/path-builder.ts'
import { useDiagnostics } from '#components/api/queries.ts'
import { DiagnosticList } from '#components/form/diagnostic-list.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { PageHeader, Panel } from '#components/ui/page-header.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'

const SEVERITIES: Severity[] = ['error', 'warning']

/** What is wrong in this workspace, the worst first; each leads to its object. */
export function DiagnosticsPage() {
  const t = useTranslations('diagnostics')
  const query = useDiagnostics()
  const items = query.data?.items ?? []
  const groups = SEVERITIES.map((severity) => ({ severity, items: items.filter((one) => one.severity === severity) })).filter((group) => group.items.length > 0)
  const shown = (
    <div className="space-y-4">
      {groups.map((group) => (
        <Panel key={group.severity} title={t(`group.${group.severity}`, { count: group.items.length })}>
          <DiagnosticList items={group.items} lead={(one) => <ObjectLink diagnostic={one} />} />
        </Panel>
      ))}
    </div>
  )
  return (
    <>
      <PageHeader title={t('title')} facts={query.data && <span>{t('asOf', { revision: query.data.revision })}</span>} />
      {query.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={6} columns={3} /></div>
      ) : query.isError ? (
        <ErrorState title={t('failed')} message={query.error.message} onRetry={() => void query.refetch()} retrying={query.isFetching}>{items.length > 0 ? shown : undefined}</ErrorState>
      ) : items.length === 0 ? (
        <EmptyState title={t('noneTitle')}>{t('noneText')}</EmptyState>
      ) : (
        shown
      )}
    </>
  )
}

function ObjectLink({ diagnostic }: { diagnostic: Diagnostic }) {
  const words = useTranslations('objects')
  const { kind, name } = diagnostic.source
  if (!isKind(kind)) return <span className="font-mono text-xs">{kind}/{name}</span>
  return (
    <span className="whitespace-nowrap">
      <span className="text-muted">{words(`${kind}.one`)}</span> <Link href={objectPath({ kind, name })} className="rounded-sm font-mono text-xs text-accent-ink hover:underline">{name}</Link>
    </span>
  )
}
