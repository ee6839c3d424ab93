'use client'
import { Copy, Ellipsis, Pencil, Plus, Power, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo, useState, type ReactNode } from 'react'
import { toast } from 'sonner'
import { isApiError } from '#components/api/error.ts'
import { usePatch, type Override } from '#components/api/mutations.ts'
import { objectPath, pb } from '#components/api/path-builder.ts'
import { useObjectPages } from '#components/api/queries.ts'
import { brokenBy } from '#components/api/route-tests.ts'
import type { ApiKind, ApiObject, BrokenTest } from '#components/api/types.ts'
import { useClusterWorkspace, useReadOnly } from '#components/api/workspace.ts'
import { GuardedConfirm } from '#components/form/guarded-confirm.tsx'
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
      {...(readOnly === undefined ? { selection: { selected, onChange: setSelected, labelOf: (row: ApiObject<K>) => row.name } } : {})}
      columns={[
        { id: 'name', header: t('name'), sort: 'name', ...(inCluster ? { shrink: '19.5vw' } : {}), cell: (row) => <Link href={props.href?.(row) ?? objectPath({ kind, name: row.name })} className={rowLinkClass} title={row.name}>{row.name}</Link> },
        ...columns.map((column) => ({ ...column, sort: undefined })),
        // A cluster does not say when an object changed; what it was read from stands there instead.
        ...(inCluster && kind !== 'listeners' ? [originColumn<ApiObject<K>>(kind, (from) => t('origin', { from }))] : []),
        ...(inCluster ? [] : [updatedColumn<ApiObject<K>>(t('updated'))]),
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
      ) : bare && inCluster ? (
        <ClusterEmpty kind={kind} cluster={cluster} at={empty.at} />
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

type SelectionBarProps = { kind: ApiKind; names: string[]; switchable: boolean; onClear: () => void; onDelete: () => void }

function SelectionBar({ kind, names, switchable, onClear, onDelete }: SelectionBarProps) {
  const t = useTranslations('common.list')
  const patch = usePatch(kind)
  const [refused, setRefused] = useState<{ enabled: boolean; broken: BrokenTest[] }>()
  const write = async (enabled: boolean, override: Override = {}) => {
    for (const name of names) await patch.mutateAsync({ name, patch: { enabled }, ...override })
    onClear()
  }
  const enable = async (enabled: boolean) => {
    try {
      await write(enabled)
    } catch (cause) {
      const broken = brokenBy(cause)
      if (broken) setRefused({ enabled, broken })
      else toast.error(cause instanceof Error ? cause.message : String(cause))
    }
  }
  return (
    <div role="toolbar" aria-label={t('selected', { count: names.length })} className="mb-2 flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-1.5">
      <span className="mr-2 font-medium tabular-nums">{t('selected', { count: names.length })}</span>
      {switchable && <Button size="sm" busy={patch.isPending} icon={<Power size={12} aria-hidden />} onClick={() => void enable(true)}>{t('enable')}</Button>}
      {switchable && <Button size="sm" busy={patch.isPending} onClick={() => void enable(false)}>{t('disable')}</Button>}
      <Button size="sm" icon={<Trash2 size={12} aria-hidden />} onClick={onDelete}>{t('delete')}</Button>
      <Button size="sm" variant="ghost" onClick={onClear} className="ml-auto">{t('clearSelection')}</Button>
      {refused && (
        <GuardedConfirm
          open
          onOpenChange={(open) => !open && setRefused(undefined)}
          title={t(refused.enabled ? 'enable' : 'disable')}
          effect={t('selected', { count: names.length })}
          action={t(refused.enabled ? 'enable' : 'disable')}
          rehearse={async () => ({ routeTests: { passed: 0, failed: 0, mended: [], broken: refused.broken } })}
          onConfirm={(override) => write(refused.enabled, override)}
        />
      )}
    </div>
  )
}
