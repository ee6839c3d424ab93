import { pause } from './waker.ts'

/** Resolves to true when one more may be done, to false when `signal` was aborted before. */
export type Pace = (signal: AbortSignal) => Promise<boolean>

/**
 * A bound on how often something is done: `burst` at once, and then `perSecond`.
 * @param now Milliseconds of a clock that never goes back.
 */
export function createPace({ perSecond, burst, now = () => performance.now() }: { perSecond: number; burst: number; now?: () => number }): Pace {
  let tokens = burst
  let counted = now()
  return async (signal) => {
    const time = now()
    tokens = Math.min(burst, tokens + ((time - counted) / 1000) * perSecond) - 1
    counted = time
    // Below nothing it is a debt: each that waits does so behind those that came before.
    if (tokens < 0) await pause((-tokens / perSecond) * 1000, signal)
    return !signal.aborted
  }
}
