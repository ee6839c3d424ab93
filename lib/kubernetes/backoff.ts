/** When things are tried again, and how long is waited for what. */
export type Timing = {
  /** After the first failure, in ms; doubled with each one that follows. */
  firstRetryMs: number
  maxRetryMs: number
  /** The longest wait where the account is refused: rights change seldom. */
  maxForbiddenRetryMs: number
  /** Bookmarks come each minute: a watch that is silent for longer is dead. */
  idleMs: number
  /** Between which seconds the server is asked to end a watch: at random, so that not all end at once. */
  watchSeconds: readonly [number, number]
  /** Objects in one answer of a list. */
  pageSize: number
  /** In [0, 1). */
  random: () => number
  /** Milliseconds. */
  now: () => number
}

export const TIMING: Timing = {
  firstRetryMs: 200,
  maxRetryMs: 10_000,
  maxForbiddenRetryMs: 30_000,
  idleMs: 100_000,
  watchSeconds: [240, 300],
  pageSize: 500,
  random: Math.random,
  now: Date.now,
}

/**
 * How long to wait before the next attempt, in ms: half of it by chance, so that those who lost the same server do not come
 * back together.
 *
 * @param failures in a row, from 1
 */
export function retryDelay(failures: number, isForbidden: boolean, timing: Timing): number {
  const ceiling = isForbidden ? timing.maxForbiddenRetryMs : timing.maxRetryMs
  const full = Math.min(ceiling, timing.firstRetryMs * 2 ** (failures - 1))
  return full / 2 + (full / 2) * timing.random()
}
