import { deltaOf, sizeOfDelta, type DeltaSteps } from './delta.ts'
import type { DeltaFrom } from './snapshot-stream.ts'

/** Below this, in characters, a snapshot is sent whole: nothing is won. */
const SMALL = 65_536
/** A change that is more than this part of the whole is not worth it. */
const WORTH = 0.5

/** The snapshots that were published last, and how to get from one to the next. */
export type RecentSnapshots = { published(digest: string, snapshot: string): void; deltaFrom: DeltaFrom }

/** Keeps the newest two: most proxies have the one before the newest. */
export function recentSnapshots(): RecentSnapshots {
  let newest: { digest: string; snapshot: string } | null = null
  let before: { digest: string; snapshot: string } | null = null
  // Worked out once for all proxies.
  let known: { from: string; to: string; steps: DeltaSteps | null } | null = null

  const work = (from: string, next: string): DeltaSteps | null => {
    const steps = deltaOf(from, next)
    return sizeOfDelta(steps) < next.length * WORTH ? steps : null
  }
  return {
    published(digest, snapshot) {
      if (newest?.digest === digest) return
      before = newest
      newest = { digest, snapshot }
    },
    deltaFrom(digest, { digest: to, snapshot }) {
      if (before?.digest !== digest || snapshot === undefined || snapshot.length < SMALL) return null
      if (known?.from !== digest || known.to !== to) known = { from: digest, to, steps: work(before.snapshot, snapshot) }
      return known.steps
    },
  }
}
