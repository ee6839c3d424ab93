'use client'
import { useRef } from 'react'
import { FilterBar } from './filter-bar.tsx'
import { isFiltered } from './filter.ts'
import { RequestDetail } from './request-detail.tsx'
import { RequestTable, type TableHandle } from './request-table.tsx'
import { TailBar } from './tail-bar.tsx'
import { TailEmpty } from './tail-empty.tsx'
import type { Requests } from './use-requests.ts'

/** Requests as they end; held back while somebody reads, and counted meanwhile. */
export function RequestsView({ requests }: { requests: Requests }) {
  const { filter, setFilter, rows, hosts, paused, opened, setOpened, setReading, release } = requests
  const table = useRef<TableHandle>(null)
  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} hosts={hosts} />
      <div className="overflow-hidden rounded-lg border bg-surface">
        <TailBar
          requests={requests}
          onShow={() => {
            release()
            table.current?.toTop()
          }}
        />
        {/* One height whatever it holds. */}
        <div className="h-[max(320px,calc(100dvh-312px))]">
          {rows.length === 0 ? (
            <TailEmpty stream={requests.stream} filtered={isFiltered(filter)} paused={paused} onClearFilter={() => setFilter(null)} />
          ) : (
            <RequestTable ref={table} rows={rows} onOpen={setOpened} onReading={setReading} />
          )}
        </div>
      </div>
      <RequestDetail record={opened} onClose={() => setOpened(undefined)} />
    </>
  )
}
