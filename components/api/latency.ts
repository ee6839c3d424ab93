/** Upper ends of the latency buckets in milliseconds, as the proxies count; one more bucket counts everything above. */
export const LATENCY_BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const

/**
 * The `share` quantile (0–1) of bucket counts, in ms, interpolated inside its bucket. Null without requests;
 * the last bound for what lies above it.
 */
export function quantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let left = total * share
  for (const [index, count] of counts.entries()) {
    if (count > 0 && left <= count) {
      const high = LATENCY_BOUNDS_MS[index]
      const low = index === 0 ? 0 : LATENCY_BOUNDS_MS[index - 1]!
      return high === undefined ? low : low + ((high - low) * left) / count
    }
    left -= count
  }
  return LATENCY_BOUNDS_MS.at(-1)!
}
