'use client'
import { useCounters } from './counters.ts'
import { useApi } from './provider.tsx'
import { rateBetween, type Rate } from './rates.ts'
import type { Counter } from './types.ts'

// Sets come once a second; a few of them together do not jump.
const SETS = 6

/** What passes now, for any choice of counters of this workspace; undefined until two sets have come. */
export function useLiveRates(): ((pick: (counter: Counter) => boolean) => Rate) | undefined {
  const { sets } = useCounters()
  const { workspace } = useApi()
  const after = sets.at(-1)
  const before = sets.at(-Math.min(SETS, sets.length))
  if (!after || !before || after === before) return undefined
  return (pick) => rateBetween(before, after, (counter) => counter.workspace === workspace && pick(counter))
}
