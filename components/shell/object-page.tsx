'use client'
import { Copy, Pencil, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useState, type ReactNode } from 'react'
import { stringify } from 'yaml'
import type { ApiError } from '#components/api/error.ts'
import { withoutServerFields } from '#components/api/mutations.ts'
import { pb } from '#components/api/path-builder.ts'
import { useObject } from '#components/api/queries.ts'
import type { ApiKind, ApiObject } from '#components/api/types.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { RevisionList } from '#components/history/revision-list.tsx'
import { KeeperBadge } from '#components/kubernetes/managed-by.tsx'
import { Manifests } from '#components/kubernetes/manifests.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Tabs, type Tab } from '#components/ui/tabs.tsx'
import { ClusterBanner } from './cluster-banner.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { ObjectState } from './object-state.tsx'
import { OriginPanel } from './origin.tsx'
import { RelatedObjects } from './related-objects.tsx'

type Props<K extends ApiKind> = {
  kind: K
  name: string
  /** One line below the name. */
  facts?: (object: ApiObject<K>) => ReactNode
  /** Above the tabs: the path diagram, a canary's bar. */
  top?: (object: ApiObject<K>) => ReactNode
  /** The Overview tab. */
  overview: (object: ApiObject<K>) => ReactNode
  /** Between Overview and History. */
  tabs?: (object: ApiObject<K>) => Tab[]
  /** Beside Edit. */
  actions?: (object: ApiObject<K>) => ReactNode
  badge?: (object: ApiObject<K>) => ReactNode
  keepReason?: (object: ApiObject<K>) => string | undefined
}

/** The page of one object: header, tabs in the URL, related objects at the side, History and YAML. */
export function ObjectPage<K extends ApiKind>(props: Props<K>) {
  const { kind, name } = props
  const t = useTranslations('common.page')
  const words = useTranslations('objects')
  const router = useRouter()
  const query = useObject(kind, name)
  const readOnly = useReadOnly(kind)
  const cluster = useClusterWorkspace()
  const [tab, setTab] = useQueryState('tab', parseAsString.withDefault('overview').withOptions({ history: 'push' }))
  const [deleting, setDeleting] = useState(false)
  const object = query.data
  const up = <Link href={pb[kind].list()} className="rounded-sm hover:text-ink">{words(`${kind as string}.many`)}</Link>
  const error = query.error as ApiError | null
  const title = <title>{`${name} · Sluice`}</title>

  if (!object && error?.code === 'NOT_FOUND') {
    return (
      <>
        {title}
        <EmptyState heading="h1" title={t('notThere', { what: words(`${kind as string}.one`), name })} actions={<Link href={pb[kind].list()} className={buttonClass()}>{words(`${kind as string}.many`)}</Link>}>
          {t('notThereText')}
        </EmptyState>
      </>
    )
  }
  if (!object && error) return <>{title}<ErrorState title={t('failed', { name })} message={error.message} code={error.code} onRetry={() => void query.refetch()} retrying={query.isFetching} /></>
  if (!object) return <div className="space-y-4" role="status" aria-label={t('loading')}>{title}<Skeleton className="h-7 w-48" /><Skeleton className="h-4 w-80" /><Skeleton className="h-40 w-full" /></div>

  const enabled = 'enabled' in object ? object.enabled === true : true
  const all: Tab[] = [
    { id: 'overview', label: t('overview'), content: props.overview(object) },
    ...(props.tabs?.(object) ?? []),
    // A workspace is no part of its revisions.
    ...(kind === 'workspaces' ? [] : [{ id: 'history', label: t('history'), content: <RevisionList query={{ kind, name }} /> }]),
    { id: 'yaml', label: t('yaml'), content: <Yaml object={object} id={{ kind, name }} /> },
  ]
  return (
    <>
      <PageHeader
        up={up}
        title={name}
        badge={<span className="flex items-center gap-2"><CopyButton text={name} what={name} />{props.badge?.(object) ?? <ObjectState kind={kind} name={name} enabled={enabled} />}{object.managedBy && <KeeperBadge managedBy={object.managedBy} />}</span>}
        facts={props.facts?.(object)}
        actions={
          <>
            {props.actions?.(object)}
            <Button icon={<Pencil size={14} aria-hidden />} disabledReason={readOnly} onClick={() => router.push(pb[kind].edit(name))}>{t('edit')}</Button>
            <Menu
              trigger={<Button>{t('more')}</Button>}
              entries={[
                { label: t('duplicate'), icon: <Copy size={14} aria-hidden />, disabledReason: readOnly, onSelect: () => router.push(pb[kind].create({ from: name })) },
                { label: t('delete'), icon: <Trash2 size={14} aria-hidden />, danger: true, disabledReason: readOnly ?? props.keepReason?.(object), onSelect: () => setDeleting(true) },
              ]}
            />
          </>
        }
      />
      {query.isError && <div className="mb-4"><ErrorState title={t('failed', { name })} message={query.error.message} onRetry={() => void query.refetch()} /></div>}
      {cluster !== undefined && kind !== 'workspaces' && <ClusterBanner workspace={cluster.name} />}
      {object.origin && <OriginPanel origin={object.origin} />}
      {props.top !== undefined && <div className="mb-4">{props.top(object)}</div>}
      <div className="flex items-start gap-8 max-xl:flex-col">
        <div className="w-full min-w-0 flex-1">
          <Tabs label={t('parts')} tabs={all} value={all.some((one) => one.id === tab) ? tab : 'overview'} onChange={(next) => void setTab(next)} />
        </div>
        {kind !== 'workspaces' && <RelatedObjects kind={kind} name={name} />}
      </div>
      <DeleteDialog kind={kind} names={deleting ? [name] : []} onClose={() => setDeleting(false)} onDeleted={() => router.push(pb[kind].list())} />
    </>
  )
}

/** The object as Sluice has it, and in a cluster the Kubernetes objects that it is read from. */
function Yaml<K extends ApiKind>({ object, id }: { object: ApiObject<K>; id: { kind: ApiKind; name: string } }) {
  const t = useTranslations('common.page')
  const own = <CodeBlock label={t('yamlOf', { name: id.name })}>{stringify(withoutServerFields(object), { lineWidth: 0 })}</CodeBlock>
  if (!object.origin) return own
  return (
    <div className="space-y-6">
      <section className="space-y-2"><h2 className="font-semibold">{t('manifests')}</h2><Manifests objects={[id]} version={object.version} /></section>
      <section className="space-y-2"><h2 className="font-semibold">{t('asSluice')}</h2>{own}</section>
    </div>
  )
}
