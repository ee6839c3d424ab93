import type { Clock } from '../rounds.ts'

export type ManualClock = Clock & {
  /** Lets so many milliseconds pass; what is due is called in its order. */
  pass(ms: number): void
  /** How many calls are waited for. */
  waiting(): number
}

/** A clock that stands still until the test says otherwise. */
export function manualClock(random = 0): ManualClock {
  let time = 0
  const calls = new Set<{ at: number; call: () => void }>()
  return {
    after(ms, call) {
      const entry = { at: time + ms, call }
      calls.add(entry)
      return () => void calls.delete(entry)
    },
    random: () => random,
    pass(ms) {
      const until = time + ms
      for (;;) {
        const [next] = [...calls].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        time = Math.max(time, next.at)
        calls.delete(next)
        next.call()
      }
      time = until
    },
    waiting: () => calls.size,
  }
}
