const SECOND_MS = 250
const MOST_MS = 10_000
/** A process that ran this long is taken as well again. */
const WELL_AFTER_MS = 30_000

/** How long to wait before a restart: not at all, then 250 ms, doubled at each one up to 10 s; begun anew after 30 s of running. */
export type BackOff = {
  /** @param ranMs how long the process ran before it ended */
  next(ranMs: number): number
}

export function backOff(): BackOff {
  let wait = 0
  return {
    next(ranMs) {
      if (ranMs >= WELL_AFTER_MS) wait = 0
      const now = wait
      wait = Math.min(Math.max(wait * 2, SECOND_MS), MOST_MS)
      return now
    },
  }
}
