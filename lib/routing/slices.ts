/** Work that may be left and taken up again wherever it yields, so that a thread which serves is never held up for long. */
export type Slices<T> = Generator<void, T>

/** Does all of it at once. */
export function finish<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next()
    if (step.done) return step.value
  }
}
