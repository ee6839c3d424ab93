'use client'
import { useState } from 'react'
import { useCounters } from '#components/api/counters.ts'
import { useApi } from '#components/api/provider.tsx'
import type { CounterSet } from '#components/api/types.ts'
import { splitBetween, windowStart, type Split } from './split-counters.ts'

const MINUTE_MS = 60_000
const NOTHING: Split = { stable: 0, canary: 0, share: null }

export type LiveSplit = { sets: readonly CounterSet[]; state: 'connecting' | 'live' | 'lost'; minute: Split; sinceOpened: Split }

/**
 * The split of a route over the last minute and since this page was opened, live.
 * @param changedAt requests from before the canary's last change say nothing of its weight, so they are not in the minute
 */
export function useSplit(route: string, changedAt: string): LiveSplit {
  const { sets, state } = useCounters()
  const { workspace } = useApi()
  const last = sets.at(-1)
  const [opened, setOpened] = useState<CounterSet>()
  if (opened === undefined && last !== undefined) setOpened(last)
  if (last === undefined) return { sets, state, minute: NOTHING, sinceOpened: NOTHING }
  const minuteAgo = windowStart(sets, MINUTE_MS, changedAt) ?? last
  return {
    sets,
    state,
    minute: splitBetween(minuteAgo, last, route, workspace),
    sinceOpened: splitBetween(opened ?? last, last, route, workspace),
  }
}
