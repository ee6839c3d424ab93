'use client'
import { Copy, Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo, useState, type ReactNode } from 'react'
import { isApiError } from '#components/api/error.ts'
import { objectPath, pb } from '#components/api/path-builder.ts'
import { useObjectPages } from '#components/api/queries.ts'
import type { ApiKind, ApiObject } from '#components/api/types.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { KeeperMark } from '#components/kubernetes/managed-by.tsx'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu, type MenuEntry } from '#components/ui/menu.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import type { Station } from '#components/ui/path-drawing.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SkeletonRows } from '#components/ui/skeleton.tsx'
import { rowLinkClass, Table, type Column } from '#components/ui/table.tsx'
import { ClusterBanner } from './cluster-banner.tsx'
import { ClusterEmpty } from './cluster-empty.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { ListSearch } from './list-search.tsx'
import { originColumn } from './origin.tsx'
import { SelectionBar } from './selection-bar.tsx'

type Props<K extends ApiKind> = {
  kind: K
  /** After the name, in the order of the form's first fields. The API sorts by name and times only, so these do not sort. */
  columns: Column<ApiObject<K>>[]
  /** Shown under the search box: `host:shop status:error`. */
  filters: readonly string[]
  empty: { at: Station; text: ReactNode; actions?: ReactNode }
  /** Further entries of a row's menu, before Delete. */
  rowActions?: (object: ApiObject<K>) => MenuEntry[]
  /** Objects of this kind have a switch `enabled`. */
  switchable?: boolean
  /** One line below the title. */
  facts?: ReactNode
  /** Between the title and the search. */
  top?: ReactNode
  /** Beside Create. */
  actions?: ReactNode
  /** What cannot be deleted, and why. */
  keepReason?: (object: ApiObject<K>) => string | undefined
  /** Where a row leads; the object's page by default. */
  href?: (object: ApiObject<K>) => string
}

/** In a cluster too these have no Kubernetes object. */
const HOMELESS: readonly ApiKind[] = ['listeners', 'route-tests']

/** What manifests can bring along. */
const IMPORTED: readonly ApiKind[] = ['routes', 'services', 'upstreams', 'certificates', 'canaries']

/** The list of one kind: search, sort and selection, four states, menus. The name column, menus and dialogs come with it. */
export function ObjectList<K extends ApiKind>(props: Props<K>) {
  const { kind, columns, filters, empty, actions } = props
  const t = useTranslations('common.list')
  const words = useTranslations('objects')
  const [q, setQ] = useQueryState('q', parseAsString.withDefault('').withOptions({ throttleMs: 300 }))
  const [sort, setSort] = useQueryState('sort', parseAsString.withDefault('name'))
  const [selected, setSelected] = useState(new Set<string>())
  const [deleting, setDeleting] = useState<string[]>([])
  const readOnly = useReadOnly(kind)
  const cluster = useClusterWorkspace()
  const inCluster = cluster !== undefined && kind !== 'workspaces'
  // Whoever may not write may still take the manifests along.
  const isExported = inCluster && IMPORTED.includes(kind)
  const hasClusterEmpty = inCluster && kind !== 'route-tests'
  const hasOrigin = inCluster && !HOMELESS.includes(kind)
  const pages = useObjectPages(kind, { q, sort })
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data])
  const total = pages.data?.pages.at(-1)?.total
  const plural = words(`${kind as string}.many`)
  const create = (
    readOnly === undefined
      ? <Link href={pb[kind].create()} className={buttonClass('primary')}><Plus size={14} aria-hidden />{t('create', { what: words(`${kind as string}.one`) })}</Link>
      : <Button variant="primary" icon={<Plus size={14} aria-hidden />} disabledReason={readOnly}>{t('create', { what: words(`${kind as string}.one`) })}</Button>
  )
  const table = (
    <Table
      label={plural}
      rows={rows}
      rowKey={(row) => row.name}
      sort={sort}
      onSort={(next) => void setSort(next)}
      dimmed={pages.isPlaceholderData}
      onEndReached={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
      {...(readOnly === undefined || isExported ? { selection: { selected, onChange: setSelected, labelOf: (row: ApiObject<K>) => row.name } } : {})}
      columns={[
        { id: 'name', header: t('name'), sort: 'name', ...(inCluster ? { shrink: '19.5vw' } : {}), cell: (row) => <RowName row={row} href={props.href?.(row) ?? objectPath({ kind, name: row.name })} /> },
        ...columns.map((column) => ({ ...column, sort: undefined })),
        // A cluster does not say when an object changed; what it was read from stands there instead.
        ...(hasOrigin ? [originColumn<ApiObject<K>>(kind, (from) => t('origin', { from }))] : []),
        ...(hasOrigin || (inCluster && kind === 'listeners') ? [] : [updatedColumn<ApiObject<K>>(t('updated'))]),
        { id: 'menu', header: <span className="sr-only">{t('actions')}</span>, width: '44px', align: 'end', cell: (row) => <RowMenu {...props} row={row} readOnly={readOnly} onDelete={() => setDeleting([row.name])} /> },
      ]}
    />
  )
  const bare = q === '' && total === 0
  return (
    <>
      <PageHeader title={plural} badge={total === undefined ? undefined : <span className="text-muted tabular-nums">{total}</span>} facts={bare ? undefined : props.facts} actions={<>{actions}{!bare && create}</>} />
      {inCluster && <ClusterBanner workspace={cluster.name} />}
      {!bare && props.top}
      {!bare && <ListSearch value={q} onChange={(next) => void setQ(next === '' ? null : next)} filters={filters} label={t('searchIn', { what: plural })} />}
      {selected.size > 0 && (
        <SelectionBar kind={kind} names={[...selected]} switchable={props.switchable ?? false} onClear={() => setSelected(new Set())} onDelete={() => setDeleting([...selected])} />
      )}
      {pages.isPending ? (
        <div className="rounded-lg border bg-surface" role="status" aria-label={t('loading')}><SkeletonRows rows={8} columns={columns.length + 1} /></div>
      ) : pages.isError ? (
        <ErrorState title={t('failed', { what: plural })} message={pages.error.message} code={isApiError(pages.error) ? pages.error.code : undefined} onRetry={() => void pages.refetch()} retrying={pages.isFetching}>
          {rows.length > 0 ? table : undefined}
        </ErrorState>
      ) : bare && hasClusterEmpty ? (
        <ClusterEmpty kind={kind} cluster={cluster} at={empty.at} create={create} />
      ) : bare ? (
        <EmptyState title={t('emptyTitle', { what: plural })} at={empty.at} actions={<>{create}{IMPORTED.includes(kind) && <Link href={pb.import()} className={buttonClass()}>{t('import')}</Link>}{empty.actions}</>}>{empty.text}</EmptyState>
      ) : rows.length === 0 ? (
        <EmptyState title={t('noMatch')} actions={<Button onClick={() => void setQ(null)}>{t('clearSearch')}</Button>}>{t('noMatchText', { q })}</EmptyState>
      ) : (
        table
      )}
      <DeleteDialog kind={kind} names={deleting} onClose={() => setDeleting([])} onDeleted={() => setSelected(new Set())} />
    </>
  )
}

function RowName<K extends ApiKind>({ row, href }: { row: ApiObject<K>; href: string }) {
  const link = <Link href={href} className={`${rowLinkClass} min-w-0 truncate`} title={row.name}>{row.name}</Link>
  if (!('managedBy' in row) || row.managedBy === undefined) return link
  return <span className="flex min-w-0 items-center gap-1.5">{link}<KeeperMark managedBy={row.managedBy} /></span>
}

const updatedColumn = <T extends { updatedAt: string }>(header: string): Column<T> => ({
  id: 'updated',
  header,
  sort: 'updatedAt',
  hideBelow: 'xl',
  width: '140px',
  cell: (row) => <span className="text-muted"><RelativeTime at={row.updatedAt} /></span>,
})

type RowMenuProps<K extends ApiKind> = Props<K> & { row: ApiObject<K>; readOnly: string | undefined; onDelete: () => void }

function RowMenu<K extends ApiKind>({ kind, row, readOnly, onDelete, rowActions, keepReason }: RowMenuProps<K>) {
  const t = useTranslations('common.list')
  const router = useRouter()
  return (
    <span className="relative z-1">
      <Menu
        trigger={<IconButton size="sm" label={t('actionsOf', { name: row.name })}><Ellipsis size={14} aria-hidden /></IconButton>}
        entries={[
          { label: t('edit'), icon: <Pencil size={14} aria-hidden />, disabledReason: readOnly, onSelect: () => router.push(pb[kind].edit(row.name)) },
          { label: t('duplicate'), icon: <Copy size={14} aria-hidden />, disabledReason: readOnly, onSelect: () => router.push(pb[kind].create({ from: row.name })) },
          ...(rowActions?.(row) ?? []),
          { kind: 'separator' },
          { label: t('delete'), icon: <Trash2 size={14} aria-hidden />, danger: true, disabledReason: readOnly ?? keepReason?.(row), onSelect: onDelete },
        ]}
      />
    </span>
  )
}
