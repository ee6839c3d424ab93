'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import type { TailRecord } from '#components/api/requests.ts'
import { COLUMNS } from './columns.ts'
import { RequestRow } from './request-row.tsx'
import { keyOf } from './tail.ts'

const ROW_HEIGHT = 32

export type TableHandle = { toTop: () => void }

type Props = {
  rows: readonly TailRecord[]
  onOpen: (record: TailRecord) => void
  /** The reader looks at rows below the first, walks through them, or presses one: nothing should move. */
  onReading: (reading: boolean) => void
  ref?: Ref<TableHandle>
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}

/** Requests in rows of one height and columns of fixed width, so that nothing jumps as they come. */
export function RequestTable({ rows, onOpen, onReading, ref }: Props) {
  const t = useTranslations('live')
  const scroller = useRef<HTMLDivElement>(null)
  const why = useRef({ scrolled: false, walking: false, pressing: false })
  const [active, setActive] = useState<string>()
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    // The header stands above what is counted.
    scrollPaddingEnd: ROW_HEIGHT,
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: 10,
  })
  const note = (change: Partial<typeof why.current>) => {
    Object.assign(why.current, change)
    onReading(Object.values(why.current).some(Boolean))
  }
  const leave = useEffectEvent(() => onReading(false))
  useEffect(() => () => leave(), [])
  useImperativeHandle(ref, () => ({
    toTop: () => {
      setActive(undefined)
      scroller.current?.scrollTo({ top: 0 })
      // What was pressed for it goes away.
      scroller.current?.focus({ preventScroll: true })
      note({ scrolled: false, walking: false })
    },
  }))
  const focusRow = (index: number) => {
    setActive(keyOf(rows[index]!))
    virtualizer.scrollToIndex(index)
    // The row may only be drawn after the scroll.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] button`)?.focus())
  }
  // A row that moves away under the pointer is not the one that was meant.
  const press = () => {
    const letGo = new AbortController()
    const end = () => {
      letGo.abort()
      setTimeout(() => note({ pressing: false }))
    }
    note({ pressing: true })
    for (const event of ['pointerup', 'pointercancel']) addEventListener(event, end, { signal: letGo.signal })
  }
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const step = STEPS[event.key]
    if (!step || rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return
    const row = (event.target as HTMLElement).closest('tr')
    const at = row ? Number(row.dataset.index) : -1
    event.preventDefault()
    focusRow(step(at, rows.length - 1))
  }
  const items = virtualizer.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)
  const first = rows.some((row) => keyOf(row) === active) ? active : rows[0] && keyOf(rows[0])
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={t('requests')}
      tabIndex={0}
      onKeyDown={walk}
      onScroll={(event) => note({ scrolled: event.currentTarget.scrollTop > 0 })}
      onFocus={(event) => note({ walking: event.target !== event.currentTarget && event.target.matches(':focus-visible') })}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && note({ walking: false })}
      onPointerDown={(event) => (event.target as HTMLElement).closest('tbody') && press()}
      className="@container relative h-full overflow-auto -outline-offset-1"
    >
      <table aria-label={t('requests')} aria-rowcount={rows.length + 1} className="w-full table-fixed border-separate border-spacing-0 text-left">
        <thead>
          <tr>
            {COLUMNS.map(({ id, className, end }) => (
              <th key={id} scope="col" className={clsx('sticky top-0 z-20 h-8 truncate border-b bg-sunken px-2 text-xs font-medium text-muted first:pl-3 last:pr-3', end && 'text-right', className)}>
                {t(`column.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden><td style={{ height: before }} /></tr>}
          {items.map(({ index, key }) => (
            <RequestRow key={String(key)} record={rows[index]!} index={index} inReach={key === first} onOpen={onOpen} />
          ))}
          {after > 0 && <tr aria-hidden><td style={{ height: after }} /></tr>}
        </tbody>
      </table>
    </div>
  )
}
