'use client'
import { useQueryStates } from 'nuqs'
import { useEffect, useMemo, useReducer, useState } from 'react'
import { useRequestStream, type RequestStream, type TailRecord } from '#components/api/requests.ts'
import { askedOf, FILTER, fits, type LiveFilter } from './filter.ts'
import { EMPTY_TAIL, nextTail } from './tail.ts'
import { useSettled } from './use-settled.ts'

/** Long enough to finish a word. */
const SETTLE_MS = 400

export type Requests = {
  stream: RequestStream
  filter: LiveFilter
  /** Null: no filter at all. */
  setFilter: (change: Partial<LiveFilter> | null) => void
  /** Those that fit the filter, newest first. */
  rows: readonly TailRecord[]
  /** How many of those have come and are not shown yet. */
  held: number
  skipped: number
  /** Hosts that were seen. */
  hosts: readonly string[]
  paused: boolean
  setPaused: (paused: boolean) => void
  /** Somebody looks at rows that must not move. */
  reading: boolean
  setReading: (reading: boolean) => void
  /** Whose details are shown. */
  opened: TailRecord | undefined
  setOpened: (record: TailRecord | undefined) => void
  /** Shows what was held back. */
  release: () => void
  clear: () => void
}

/** The live tail: what came, what of it is shown, and what keeps it still. */
export function useRequests(): Requests {
  const [filter, setFilter] = useQueryStates(FILTER, { throttleMs: 300 })
  const [paused, setPaused] = useState(false)
  const [reading, setReading] = useState(false)
  const [opened, setOpened] = useState<TailRecord>()
  const [tail, dispatch] = useReducer(nextTail, EMPTY_TAIL)
  const hold = paused || reading || opened !== undefined
  const stream = useRequestStream(useSettled(askedOf(filter), SETTLE_MS), (batch) => dispatch({ type: 'received', hold, ...batch }))
  useEffect(() => {
    if (!hold) dispatch({ type: 'released' })
  }, [hold])
  const rows = useMemo(() => tail.rows.filter((record) => fits(record, filter)), [tail.rows, filter])
  const held = useMemo(() => tail.held.filter((record) => fits(record, filter)).length, [tail.held, filter])
  const hosts = useMemo(() => [...new Set(tail.rows.map(({ host }) => host))].filter((host) => host !== '').sort(), [tail.rows])
  return {
    stream, filter, rows, held, hosts, paused, setPaused, reading, setReading, opened, setOpened,
    skipped: tail.skipped,
    setFilter: (change) => void setFilter(change),
    release: () => dispatch({ type: 'released' }),
    clear: () => dispatch({ type: 'cleared' }),
  }
}
