import type { Slices } from '#lib/routing/slices.ts'

/** What building a snapshot may take at once of a thread that serves. */
const TURN_MS = 1

/**
 * Does the work a few milliseconds at a time; in between, the thread looks after its sockets.
 * @throws what the work throws
 */
export async function inSlices<T>(slices: Slices<T>, turnMs = TURN_MS): Promise<T> {
  for (;;) {
    const until = performance.now() + turnMs
    do {
      const step = slices.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
