import { MOST_MARKS, targetKey, type Mark } from './health.ts'

/** The marks of operators, as far as they are known here. */
export type Marks = {
  /** Takes those that are newer than what is known of their target, and returns them. */
  take(marks: readonly Mark[]): Mark[]
  all(): Mark[]
  of(target: { workspace: string; upstream: string; address: string }): Mark | undefined
}

/** An `up` is kept for so long, so that an older `down` does not come back with a proxy that was away. */
const UP_KEPT_MS = 24 * 3_600_000

/** @param now Unix time in milliseconds */
export function createMarks(now: () => number): Marks {
  const marks = new Map<string, Mark>()

  /** What says nothing any more goes first, then what was said longest ago. */
  const prune = () => {
    if (marks.size <= MOST_MARKS) return
    for (const [key, { state, at }] of marks) if (state === 'up' && at < now() - UP_KEPT_MS) marks.delete(key)
    const oldest = [...marks].sort(([, a], [, b]) => Number(a.state === 'down') - Number(b.state === 'down') || a.at - b.at)
    for (const [key] of oldest.slice(0, Math.max(0, marks.size - MOST_MARKS))) marks.delete(key)
  }
  return {
    take(given) {
      const taken = given.filter((mark) => {
        const key = targetKey(mark)
        const known = marks.get(key)
        // Of two of the same moment, every process must choose the same.
        if (known && (known.at > mark.at || (known.at === mark.at && (known.state === mark.state || known.state === 'down')))) return false
        marks.set(key, mark)
        return true
      })
      prune()
      return taken
    },
    all: () => [...marks.values()],
    of: (target) => marks.get(targetKey(target)),
  }
}
