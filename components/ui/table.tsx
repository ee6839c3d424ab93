'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Checkbox } from './checkbox.tsx'

export type Column<Row> = {
  id: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  /** Name of the field to sort by; absent = not sortable. */
  sort?: string
  align?: 'end'
  /** Below this width the column gives way. */
  hideBelow?: 'sm' | 'md' | 'lg' | 'xl'
  /** A CSS width. Columns without one share the rest. */
  width?: string
  /** A CSS width that its cells do without when the room is short; the whole text, up to 20rem, by default. */
  shrink?: string
}

type Props<Row> = {
  label: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** `name` or `-name`. */
  sort?: string
  onSort?: (sort: string) => void
  selection?: { selected: ReadonlySet<string>; onChange: (selected: Set<string>) => void; labelOf: (row: Row) => string }
  /** Fills the space that is left on the screen and scrolls inside. */
  tall?: boolean
  onEndReached?: () => void
  /** Rows stay shown while new ones load. */
  dimmed?: boolean
  /** Inside a panel that has a frame already. */
  unframed?: boolean
}

const ROW_HEIGHT = 33
const VIRTUAL_FROM = 120
const HIDE = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' }

/** The class of a link in the first cell that makes the whole row clickable. */
export const rowLinkClass = 'font-medium text-ink after:absolute after:inset-0 hover:text-accent-ink focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent'

/** Up and down move between the rows' links. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const row = (event.target as HTMLElement).closest('tr')
  if (!row || (event.target as HTMLElement).tagName !== 'A') return
  const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling
  const link = next?.querySelector('a')
  if (!link) return
  event.preventDefault()
  link.focus()
}

export function Table<Row>({ label, columns, rows, rowKey, sort, onSort, selection, tall, onEndReached, dimmed, unframed }: Props<Row>) {
  const t = useTranslations('ui')
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = rows.length > VIRTUAL_FROM
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const items = virtualizer.getVirtualItems()
  const shown = virtual ? items.map((item) => ({ index: item.index, row: rows[item.index]! })) : rows.map((row, index) => ({ index, row }))
  const before = virtual ? (items[0]?.start ?? 0) : 0
  const after = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const allSelected = selection !== undefined && rows.length > 0 && rows.every((row) => selection.selected.has(rowKey(row)))
  const span = columns.length + (selection ? 1 : 0)

  return (
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      tabIndex={0}
      onKeyDown={moveBetweenRows}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
        if (scrollHeight - scrollTop - clientHeight < 600) onEndReached?.()
      }}
      className={clsx('relative overflow-auto -outline-offset-1', unframed ? 'rounded-b-lg' : 'rounded-lg border bg-surface', (tall || virtual) && 'max-h-[max(320px,calc(100dvh-216px))]')}
    >
      <table aria-label={label} aria-rowcount={virtual ? rows.length + 1 : undefined} className={clsx('w-full border-separate border-spacing-0 text-left', dimmed && 'opacity-60')}>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className="sticky top-0 z-20 h-8 w-9 border-b bg-sunken pl-3 max-sm:hidden">
                <Checkbox
                  label={t('selectAll')}
                  checked={allSelected}
                  indeterminate={!allSelected && selection.selected.size > 0}
                  onChange={(checked) => selection.onChange(new Set(checked ? rows.map(rowKey) : []))}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden><td colSpan={span} style={{ height: before }} /></tr>}
          {shown.map(({ row, index }) => {
            const key = rowKey(row)
            const selected = selection?.selected.has(key) ?? false
            return (
              <tr key={key} aria-rowindex={virtual ? index + 2 : undefined} aria-selected={selection ? selected : undefined} className={clsx('group relative', selected ? 'bg-accent-soft' : 'hover:bg-hover')}>
                {selection && (
                  <td className="relative z-1 h-8 border-b pl-3 group-last:border-b-0 max-sm:hidden">
                    <Checkbox
                      label={t('selectWhat', { what: selection.labelOf(row) })}
                      checked={selected}
                      onChange={(checked) => {
                        const next = new Set(selection.selected)
                        if (checked) next.add(key)
                        else next.delete(key)
                        selection.onChange(next)
                      }}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.id} style={column.shrink ? { maxWidth: column.shrink } : undefined} className={clsx('h-8 max-w-80 truncate border-b px-3 py-1 group-last:border-b-0', column.align === 'end' && 'text-right', column.hideBelow && HIDE[column.hideBelow])}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            )
          })}
          {after > 0 && <tr aria-hidden><td colSpan={span} style={{ height: after }} /></tr>}
        </tbody>
      </table>
    </div>
  )
}

function HeaderCell<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: ((sort: string) => void) | undefined }) {
  const field = column.sort
  const direction = field === undefined ? undefined : sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none'
  const className = clsx(
    'sticky top-0 z-20 h-8 border-b bg-sunken px-3 text-xs font-medium whitespace-nowrap text-muted',
    column.align === 'end' && 'text-right',
    column.hideBelow && HIDE[column.hideBelow],
  )
  return (
    <th scope="col" aria-sort={direction} style={column.width ? { width: column.width } : undefined} className={className}>
      {field !== undefined && onSort ? (
        <button type="button" onClick={() => onSort(direction === 'ascending' ? `-${field}` : field)} className="inline-flex items-center gap-1 rounded-sm hover:text-ink">
          {column.align === 'end' && <SortMark direction={direction} />}
          {column.header}
          {column.align !== 'end' && <SortMark direction={direction} />}
        </button>
      ) : (
        column.header
      )}
    </th>
  )
}

function SortMark({ direction }: { direction: 'ascending' | 'descending' | 'none' | undefined }) {
  if (direction === 'ascending') return <ArrowUp size={12} aria-hidden />
  if (direction === 'descending') return <ArrowDown size={12} aria-hidden />
  return <span className="w-3" />
}
