import type { Slices } from '#lib/routing/slices.ts'

/** What building a snapshot may take at once of a thread that serves. */
const TURN_MS = 1

/** What the primary does at once, and how long it rests then. */
const LEISURE_MS = 2

async function inTurns<T>(slices: Slices<T>, turnMs: number, rest: (go: () => void) => void): Promise<T> {
  for (;;) {
    const until = performance.now() + turnMs
    do {
      const step = slices.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await new Promise<void>(rest)
  }
}

/**
 * Does the work a millisecond at a time; in between, the thread looks after its sockets.
 * @throws what the work throws
 */
export const inSlices = <T>(slices: Slices<T>): Promise<T> => inTurns(slices, TURN_MS, (go) => void setImmediate(go))

/**
 * Does the work in half of the time: the other half belongs to the threads that serve, where there are no more processors than
 * threads.
 * @throws what the work throws
 */
export const atLeisure = <T>(slices: Slices<T>): Promise<T> => inTurns(slices, LEISURE_MS, (go) => void setTimeout(go, LEISURE_MS))
