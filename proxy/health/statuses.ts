import type { Result } from './cells.ts'

const NEUTRAL = 0
const HEALTHY = 1
const UNHEALTHY = 2

/** What each status says of a target; of the two lists, the healthy one is asked first (Kong). */
export type StatusMap = Uint8Array

// Lists are alike in most upstreams.
const made = new Map<string, StatusMap>()
const MOST_KEPT = 64

export function statusMap(healthy: readonly number[], unhealthy: readonly number[]): StatusMap {
  const key = `${healthy.join()} ${unhealthy.join()}`
  let map = made.get(key)
  if (!map) {
    map = new Uint8Array(1000)
    for (const status of unhealthy) map[status] = UNHEALTHY
    for (const status of healthy) map[status] = HEALTHY
    if (made.size >= MOST_KEPT) made.clear()
    made.set(key, map)
  }
  return map
}

/** Null: the status says nothing. */
export function resultOf(map: StatusMap, status: number): Extract<Result, 'success' | 'httpFailure'> | null {
  const meaning = map[status] ?? NEUTRAL
  return meaning === HEALTHY ? 'success' : meaning === UNHEALTHY ? 'httpFailure' : null
}
